package org.quantzoo.zoo.layers.onednn;

import java.util.Locale;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;

/** The CPU as oneDNN sees it: one engine per process, its instruction set and version. */
final class OneDnnEngine {
    /**
     * Compiled code that oneDNN itself keeps, per process, least recently used first out. Layers of equal shape share it, and so
     * do successive networks of equal layers.
     */
    static final int COMPILED_PRIMITIVES = 1024;

    private static final Map<Integer, String> INSTRUCTION_SETS = Map.ofEntries(
            Map.entry(dnnl.dnnl_cpu_isa_sse41, "sse41"),
            Map.entry(dnnl.dnnl_cpu_isa_avx, "avx"),
            Map.entry(dnnl.dnnl_cpu_isa_avx2, "avx2"),
            Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni, "avx2_vnni"),
            Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni_2, "avx2_vnni_2"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core, "avx512_core"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_fp16, "avx512_core_fp16"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx"),
            Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "avx512_core_amx_fp16"));

    private OneDnnEngine() {}

    /** The process's engine; loads the native library at first use. */
    static dnnl_engine handle() {
        return Holder.ENGINE;
    }

    /** Whether the CPU has at least the given instruction set, one of the {@code dnnl_cpu_isa_} constants. */
    static boolean has(int instructionSet) {
        return (dnnl.dnnl_get_effective_cpu_isa() & instructionSet) == instructionSet;
    }

    /** Whether bfloat16 products run in hardware. */
    static boolean hasBfloat16() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    /** The instruction set in use, which the environment variable {@code ONEDNN_MAX_CPU_ISA} may limit. */
    static String instructionSet() {
        int effective = dnnl.dnnl_get_effective_cpu_isa();
        return INSTRUCTION_SETS.getOrDefault(effective, String.format(Locale.ROOT, "isa_0x%x", effective));
    }

    /** For example 3.11.0. */
    static String version() {
        dnnl_version_t version = dnnl.dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    private static final class Holder {
        static final dnnl_engine ENGINE = create();

        private static dnnl_engine create() {
            dnnl_engine engine = new dnnl_engine();
            OneDnnException.check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "create", () -> "a CPU engine");
            OneDnnException.check(
                    dnnl.dnnl_set_primitive_cache_capacity(COMPILED_PRIMITIVES),
                    "bound",
                    () -> "its primitive cache to " + COMPILED_PRIMITIVES + " entries");
            NativeScope.countAllocation();
            return engine;
        }
    }
}
