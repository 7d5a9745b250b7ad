package org.quantzoo.zoo.layers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the {@link Kernels} that new layers compute with.
 *
 * <p>{@code auto} takes the available provider of highest priority; a provider named in the settings must be available. A layer
 * asks once, when it is made, so a changed choice applies to networks built or restored afterwards.
 */
public final class KernelSelector {

    private static final Logger LOG = LoggerFactory.getLogger(KernelSelector.class);
    private static final String AUTO = "auto";
    private static final Map<Choice, Kernels> CHOSEN = new ConcurrentHashMap<>();

    private static volatile KernelSettings settings;

    private record Choice(KernelSettings settings, DataType dataType) {}

    private KernelSelector() {}

    /** Puts the settings back that were in force before. */
    public interface Override extends AutoCloseable {
        @java.lang.Override
        void close();
    }

    /** The settings in force: those of the last {@link #use}, else the system properties. */
    public static KernelSettings settings() {
        KernelSettings current = settings;
        if (current == null) {
            current = KernelSettings.fromSystemProperties();
            settings = current;
        }
        return current;
    }

    /**
     * Replaces the settings for all layers made from now on, in the whole process.
     *
     * @return closing it restores the former settings
     */
    public static Override use(KernelSettings replacement) {
        KernelSettings former = settings();
        settings = replacement;
        return () -> settings = former;
    }

    /**
     * The kernels for networks with parameters of this type.
     *
     * @throws IllegalStateException if the provider named in the settings does not exist or cannot run here
     */
    public static Kernels kernelsFor(DataType dataType) {
        return CHOSEN.computeIfAbsent(
                new Choice(settings(), dataType), choice -> choose(choice.settings(), dataType, providers()));
    }

    /** Chooses among providers sorted by falling priority, and logs the choice. */
    static Kernels choose(KernelSettings settings, DataType dataType, List<KernelProvider> providers) {
        if (!settings.kernels().equals(AUTO)) {
            return create(named(settings.kernels(), providers, dataType), settings, dataType, "");
        }
        StringBuilder passedOver = new StringBuilder();
        for (KernelProvider provider : providers) {
            Optional<String> reason = unavailable(provider, dataType);
            if (reason.isEmpty()) {
                return create(provider, settings, dataType, passedOver.toString());
            }
            passedOver.append("; not ").append(provider.name()).append(": ").append(reason.get());
        }
        throw new IllegalStateException("No kernels can run " + dataType + " networks here" + passedOver);
    }

    private static KernelProvider named(String wanted, List<KernelProvider> providers, DataType dataType) {
        KernelProvider provider = providers.stream()
                .filter(candidate -> candidate.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("quantzoo.kernels is '" + wanted
                        + "', expected auto or one of "
                        + providers.stream().map(KernelProvider::name).collect(Collectors.joining(", ")) + "."));
        unavailable(provider, dataType).ifPresent(reason -> {
            throw new IllegalStateException("quantzoo.kernels is '" + wanted + "', which cannot run " + dataType
                    + " networks here (" + reason + "); choose auto.");
        });
        return provider;
    }

    private static Kernels create(
            KernelProvider provider, KernelSettings settings, DataType dataType, String passedOver) {
        Kernels kernels = provider.create(settings);
        LOG.info("Kernels for {} networks: {}{}", dataType, kernels.description(), passedOver);
        return kernels;
    }

    private static Optional<String> unavailable(KernelProvider provider, DataType dataType) {
        try {
            return provider.unavailable(dataType);
        } catch (LinkageError e) {
            return Optional.of("its native library does not load: " + e.getMessage());
        }
    }

    /** All providers that can be instantiated, the preferred one first. */
    private static List<KernelProvider> providers() {
        List<KernelProvider> providers = new ArrayList<>();
        var candidates = ServiceLoader.load(KernelProvider.class, KernelSelector.class.getClassLoader())
                .iterator();
        while (true) {
            try {
                if (!candidates.hasNext()) {
                    break;
                }
                providers.add(candidates.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.warn("A kernel provider cannot be loaded and is ignored.", e);
            }
        }
        providers.sort(Comparator.comparingInt(KernelProvider::priority).reversed());
        return providers;
    }
}
