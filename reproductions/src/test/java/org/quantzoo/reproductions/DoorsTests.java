package org.quantzoo.reproductions;

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
    static final ArchRule reproductions_know_no_room_above = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.reproductions..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.quantzoo.reports..", "org.quantzoo.benchmarks..");

    @ArchTest
    static final ArchRule papers_are_data = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.reproductions.papers..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.quantzoo.reproductions.studies..",
                    "org.quantzoo.reproductions.runs..",
                    "org.quantzoo.reproductions.checks..",
                    "org.quantzoo.reproductions.plots..",
                    "org.quantzoo.reproductions.cli..",
                    "org.quantzoo.zoo..",
                    "org.quantzoo.datasets..",
                    "org.deeplearning4j..",
                    "org.nd4j..")
            .as("what a paper printed does not depend on what we make of it");

    @ArchTest
    static final ArchRule the_command_line_is_on_top = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.quantzoo.reproductions.papers..",
                    "org.quantzoo.reproductions.studies..",
                    "org.quantzoo.reproductions.runs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.quantzoo.reproductions.cli..", "picocli..")
            .as("everything the command line does can be done from code");

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("org.quantzoo.reproductions.(*)..").should().beFreeOfCycles();
}
