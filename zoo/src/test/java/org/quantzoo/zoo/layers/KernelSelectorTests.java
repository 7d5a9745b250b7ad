package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.nd4j.Nd4jKernelProvider;
import org.quantzoo.zoo.layers.nd4j.Nd4jKernels;
import org.slf4j.LoggerFactory;

class KernelSelectorTests {
    private static final Kernels FAST = new Nd4jKernels();

    /** A provider that runs where {@code reason} is empty. */
    record Provider(String name, int priority, Optional<String> reason) implements KernelProvider {
        @Override
        public Optional<String> unavailable(DataType dataType) {
            return reason;
        }

        @Override
        public Kernels create(KernelSettings settings) {
            return FAST;
        }
    }

    @Test
    void autoTakesTheAvailableProviderOfHighestPriority() {
        Provider fast = new Provider("fast", 10, Optional.empty());
        assertThat(choose("auto", fast, new Nd4jKernelProvider())).isSameAs(FAST);
    }

    @Test
    void autoPassesOverWhatCannotRunAndSaysWhyInOneLine() {
        Logger logger = (Logger) LoggerFactory.getLogger(KernelSelector.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Level level = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        try {
            Provider fast = new Provider("fast", 10, Optional.of("It needs another CPU."));
            assertThat(choose("auto", fast, new Nd4jKernelProvider())).isNotSameAs(FAST);
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(level);
        }
        assertThat(appender.list).hasSize(1);
        assertThat(appender.list.get(0).getFormattedMessage())
                .contains("Kernels for FLOAT networks: nd4j", "not fast: It needs another CPU.");
    }

    @Test
    void aProviderWhoseLibraryDoesNotLoadIsPassedOver() {
        KernelProvider broken = new KernelProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public int priority() {
                return 10;
            }

            @Override
            public Optional<String> unavailable(DataType dataType) {
                throw new UnsatisfiedLinkError("no such library");
            }

            @Override
            public Kernels create(KernelSettings settings) {
                throw new AssertionError("unreachable");
            }
        };
        assertThat(choose("auto", broken, new Nd4jKernelProvider()).name()).isEqualTo("nd4j");
    }

    @Test
    void anExplicitChoiceIsHonouredOrRefused() {
        Provider fast = new Provider("fast", 10, Optional.of("It needs another CPU."));
        assertThat(choose("nd4j", fast, new Nd4jKernelProvider()).name()).isEqualTo("nd4j");
        assertThatIllegalStateException()
                .isThrownBy(() -> choose("fast", fast, new Nd4jKernelProvider()))
                .withMessageContaining("quantzoo.kernels is 'fast'")
                .withMessageContaining("It needs another CPU.")
                .withMessageContaining("choose auto");
        assertThatIllegalStateException()
                .isThrownBy(() -> choose("cudnn", fast, new Nd4jKernelProvider()))
                .withMessage("quantzoo.kernels is 'cudnn', expected auto or one of fast, nd4j.");
    }

    @Test
    void noProviderForADataTypeIsAnErrorThatListsThemAll() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KernelSelector.kernelsFor(DataType.INT))
                .withMessageContaining("No kernels can run INT networks here")
                .withMessageContaining("not nd4j: ");
    }

    @Test
    void theNd4jKernelsRefuseAPrecisionTheyDoNotHave() {
        assertThatThrownBy(() -> new Nd4jKernelProvider().create(new KernelSettings("nd4j", Precision.BFLOAT16, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bfloat16");
    }

    @Test
    void anOverrideLastsUntilItIsClosed() {
        KernelSettings before = KernelSelector.settings();
        KernelSettings replacement = new KernelSettings("nd4j", Precision.FLOAT32, 1);
        try (KernelSelector.Override ignored = KernelSelector.use(replacement)) {
            assertThat(KernelSelector.settings()).isEqualTo(replacement);
            assertThat(KernelSelector.kernelsFor(DataType.FLOAT).name()).isEqualTo("nd4j");
            assertThat(KernelSelector.kernelsFor(DataType.FLOAT)).isSameAs(KernelSelector.kernelsFor(DataType.FLOAT));
        }
        assertThat(KernelSelector.settings()).isEqualTo(before);
    }

    private static Kernels choose(String name, KernelProvider... providers) {
        return KernelSelector.choose(new KernelSettings(name, Precision.AUTO, 1), DataType.FLOAT, List.of(providers));
    }
}
