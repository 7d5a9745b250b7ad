package org.quantzoo.reproductions.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.papers.PaperTables;

class PaperChecksTests {

    @Test
    void every_class_of_checks_carries_the_tag_of_its_paper_so_that_a_shard_can_run_it() {
        List<Class<?>> classes = new ClassFileImporter()
                .importPackagesOf(PaperChecks.class).stream()
                        .filter(type -> type.isAnnotatedWith(PaperChecks.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
        assertThat(classes).hasSizeGreaterThan(5).allSatisfy(type -> assertThat(tags(type))
                .containsAnyElementsOf(PaperTables.get().sources().keySet()));
    }

    private static List<String> tags(Class<?> type) {
        return Arrays.stream(type.getAnnotationsByType(Tag.class))
                .map(Tag::value)
                .toList();
    }
}
