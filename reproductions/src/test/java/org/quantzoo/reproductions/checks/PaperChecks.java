package org.quantzoo.reproductions.checks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Marks a class whose tests compare the project with a paper; they run on their own and fill the report. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(PaperChecks.TAG)
public @interface PaperChecks {
    /** The JUnit tag that separates these tests from the unit tests. */
    String TAG = "paper";
}
