package org.quantzoo.datasets;

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
    static final ArchRule datasets_know_no_other_room = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.datasets..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.quantzoo.zoo..",
                    "org.quantzoo.reproductions..",
                    "org.quantzoo.benchmarks..",
                    "org.quantzoo.reports..")
            .as("datasets is the lowest room: a batch can be had without a network");

    @ArchTest
    static final ArchRule datasets_know_no_network = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.datasets..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.deeplearning4j..")
            .as("datasets speaks ND4J and DataVec, not Deeplearning4j's networks");

    @ArchTest
    static final ArchRule the_store_knows_nothing_of_what_it_stores = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.datasets.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.quantzoo.datasets.images..", "org.quantzoo.datasets.architectures..")
            .as("download, verification, cache and lock are the same for every kind of data");

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("org.quantzoo.datasets.(*)..").should().beFreeOfCycles();
}
