package org.quantzoo.zoo.analysis;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

/** Makes networks of a test class compute in float32, as analyses do, and in one thread, as small networks should. */
final class Float32 implements BeforeAllCallback, AfterAllCallback {
    private KernelSelector.Override override;

    @Override
    public void beforeAll(ExtensionContext context) {
        override = KernelSelector.use(new KernelSettings("auto", Precision.FLOAT32, 1));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        override.close();
    }
}
