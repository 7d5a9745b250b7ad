package org.quantzoo.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this module, as drawn in {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "org.quantzoo", importOptions = ImportOption.DoNotIncludeTests.class)
class DoorsTests {

    @ArchTest
    static final ArchRule benchmarks_measure_the_zoo_alone = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.quantzoo.reproductions..", "org.quantzoo.reports..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothing_below_knows_the_benchmarks = noClasses()
            .that()
            .resideOutsideOfPackage("org.quantzoo.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.quantzoo.benchmarks..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_are_free_of_cycles = slices().matching("org.quantzoo.benchmarks.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);
}
