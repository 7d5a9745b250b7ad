package org.quantzoo.reports;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of this module, as drawn in {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "org.quantzoo", importOptions = ImportOption.DoNotIncludeTests.class)
class DoorsTests {

    @ArchTest
    static final ArchRule nothing_below_knows_the_reports = noClasses()
            .that()
            .resideOutsideOfPackage("org.quantzoo.reports..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.quantzoo.reports..");

    @ArchTest
    static final ArchRule reports_train_nothing = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.reports..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.quantzoo.benchmarks..")
            .as("reports read run records; they build and train no network");
}
