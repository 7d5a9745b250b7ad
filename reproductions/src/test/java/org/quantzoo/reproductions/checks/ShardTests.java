package org.quantzoo.reproductions.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The pipeline gives each paper a machine of its own and selects its checks by their names. */
@AnalyzeClasses(packages = "org.quantzoo.reproductions")
class ShardTests {

    @ArchTest
    static final ArchRule checks_bear_the_name_of_their_paper = classes()
            .that()
            .areAnnotatedWith(PaperChecks.class)
            .should()
            .haveNameMatching(".*\\.(StartingPositions|Thesis|DualPrecision)\\w*Tests")
            .as("a check whose name begins with no paper runs in no shard of the Jenkinsfile");
}
