package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/** Primitive attributes: scratch memory comes from the caller, results do not depend on timing, a rectifier may follow. */
final class Attributes {
    private final NativeScope scope;

    /** Attributes made here live as long as {@code scope}. */
    Attributes(NativeScope scope) {
        this.scope = scope;
    }

    /** No fused operation. */
    dnnl_primitive_attr plain() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        check(dnnl.dnnl_primitive_attr_create(attributes));
        scope.own(attributes, dnnl::dnnl_primitive_attr_destroy);
        check(dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user));
        check(dnnl.dnnl_primitive_attr_set_deterministic(attributes, 1));
        return attributes;
    }

    /** The rectifier is applied to the result before it is stored. */
    dnnl_primitive_attr followedBy(Rectifier rectifier) {
        dnnl_primitive_attr attributes = plain();
        if (rectifier == Rectifier.NONE) {
            return attributes;
        }
        dnnl_post_ops operations = new dnnl_post_ops();
        check(dnnl.dnnl_post_ops_create(operations));
        scope.own(operations, dnnl::dnnl_post_ops_destroy);
        check(dnnl.dnnl_post_ops_append_eltwise(
                operations,
                rectifier == Rectifier.RELU ? dnnl.dnnl_eltwise_relu : dnnl.dnnl_eltwise_clip_v2,
                rectifier == Rectifier.RELU ? 0 : (float) rectifier.lower(),
                rectifier == Rectifier.RELU ? 0 : (float) rectifier.upper()));
        check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, operations));
        return attributes;
    }

    private static void check(int status) {
        OneDnnException.check(status, "set", () -> "primitive attributes");
    }
}
