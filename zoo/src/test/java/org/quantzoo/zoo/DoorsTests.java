package org.quantzoo.zoo;

import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Closeable;
import java.io.File;

/** The doors of this module, as drawn in {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "org.quantzoo", importOptions = ImportOption.DoNotIncludeTests.class)
class DoorsTests {

    @ArchTest
    static final ArchRule doors_inside_the_zoo_open_downwards_only = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.quantzoo.zoo..")
            .withOptionalLayers(true)
            .layer("pretrained")
            .definedBy("org.quantzoo.zoo.pretrained..")
            .layer("onnx")
            .definedBy("org.quantzoo.zoo.onnx..")
            .layer("integer")
            .definedBy("org.quantzoo.zoo.integer..")
            .layer("ghn")
            .definedBy("org.quantzoo.zoo.ghn..")
            .layer("models")
            .definedBy("org.quantzoo.zoo.models..")
            .layer("analysis")
            .definedBy("org.quantzoo.zoo.analysis..")
            .layer("posttraining")
            .definedBy("org.quantzoo.zoo.posttraining..")
            .layer("layers")
            .definedBy("org.quantzoo.zoo.layers..")
            .layer("initialization")
            .definedBy("org.quantzoo.zoo.initialization..")
            .layer("quantization")
            .definedBy("org.quantzoo.zoo.quantization..")
            .whereLayer("pretrained")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("onnx")
            .mayOnlyBeAccessedByLayers("pretrained")
            .whereLayer("integer")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("ghn")
            .mayOnlyBeAccessedByLayers("pretrained")
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("pretrained", "ghn")
            .whereLayer("analysis")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("posttraining")
            .mayOnlyBeAccessedByLayers("pretrained", "onnx", "integer", "ghn", "models", "analysis")
            .whereLayer("layers")
            .mayOnlyBeAccessedByLayers("pretrained", "onnx", "integer", "ghn", "models", "analysis", "posttraining")
            .whereLayer("initialization")
            .mayOnlyBeAccessedByLayers("pretrained", "ghn", "models", "posttraining", "layers")
            .ensureAllClassesAreContainedInArchitectureIgnoring("org.quantzoo.zoo", "org.quantzoo.datasets..");

    @ArchTest
    static final ArchRule quantization_is_mathematics = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.zoo.quantization..")
            .should()
            .dependOnClassesThat(or(
                    resideInAPackage("org.deeplearning4j.."),
                    resideInAPackage("java.nio.file.."),
                    assignableTo(File.class),
                    assignableTo(Closeable.class)))
            .as("zoo.quantization knows no DL4J layer and no file");

    @ArchTest
    static final ArchRule a_saved_network_loads_with_the_zoo_alone = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.quantzoo.zoo.quantization..",
                    "org.quantzoo.zoo.initialization..",
                    "org.quantzoo.zoo.layers..",
                    "org.quantzoo.zoo.models..",
                    "org.quantzoo.zoo.posttraining..",
                    "org.quantzoo.zoo.analysis..",
                    "org.quantzoo.zoo.integer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.quantzoo.datasets..")
            .as("a saved network loads with the zoo jar and DL4J on the class path, without the data sets");

    @ArchTest
    static final ArchRule gradients_are_hand_written = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.zoo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.deeplearning4j.nn.conf.layers.samediff..")
            .as("layers do not build on DL4J's SameDiff layers, whose backward pass doubles the gradient");

    @ArchTest
    static final ArchRule the_zoo_knows_no_room_above = noClasses()
            .that()
            .resideInAPackage("org.quantzoo.zoo..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.quantzoo.reproductions..", "org.quantzoo.benchmarks..", "org.quantzoo.reports..");

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("org.quantzoo.zoo.(*)..").should().beFreeOfCycles();
}
