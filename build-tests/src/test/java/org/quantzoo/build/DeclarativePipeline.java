package org.quantzoo.build;

import com.lesfurets.jenkins.unit.BasePipelineTest;
import groovy.lang.Closure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Runs a declarative Jenkinsfile without Jenkins.
 *
 * <p>JenkinsPipelineUnit on Maven Central knows scripted pipelines alone, so the declarative sections are taught to it
 * here: a section runs its block; {@code matrix} runs its stages once for each value of its one axis; {@code post} blocks
 * run after the steps they follow; a failing step fails its stages up to the nearest {@code catchError}.
 */
final class DeclarativePipeline extends BasePipelineTest {

    /** One step as Jenkins would run it: where, what, and with which argument. */
    record Step(String stage, String name, Object argument) {}

    private static final List<String> SECTIONS = List.of(
            "pipeline", "options", "parameters", "environment", "stages", "steps", "axes", "agent", "always", "axis");
    private static final List<String> SETTINGS = List.of(
            "timestamps", "disableConcurrentBuilds", "timeout", "buildDiscarder", "choice", "logRotator", "label");
    private static final List<String> STEPS = List.of("sh", "junit", "archiveArtifacts", "allure", "stash", "unstash");

    private final List<Step> steps = new ArrayList<>();
    private final Deque<String> stages = new ArrayDeque<>();
    private final Map<String, String> env = new HashMap<>(Map.of("WORKSPACE", "/workspace"));
    private final Predicate<Step> fails;
    private String axis;
    private List<String> values;
    private boolean failed;

    private DeclarativePipeline(Predicate<Step> fails) {
        this.fails = fails;
    }

    /**
     * Runs the Jenkinsfile of the checkout.
     *
     * @param fails which steps fail
     * @return the steps that ran, in order
     */
    static List<Step> run(Predicate<Step> fails) throws Exception {
        var pipeline = new DeclarativePipeline(fails);
        pipeline.setUp();
        pipeline.runScript(Checkout.file("Jenkinsfile").toString());
        return pipeline.steps;
    }

    @Override
    public void setUp() throws Exception {
        setScriptRoots(new String[] {""});
        setBaseScriptRoot("");
        setImports(new HashMap<>());
        super.setUp();
        getBinding().setVariable("env", env);
        SECTIONS.forEach(section -> allow(section, List.of(Closure.class), this::block));
        for (String setting : SETTINGS) {
            allow(setting, List.of(), arguments -> null);
            allow(setting, List.of(Map.class), arguments -> null);
            allow(setting, List.of(Object.class), arguments -> null);
        }
        for (String step : STEPS) {
            allow(step, List.of(String.class), arguments -> step(step, arguments[0]));
            allow(step, List.of(Map.class), arguments -> step(step, arguments[0]));
        }
        allow("stage", List.of(String.class, Closure.class), this::stage);
        allow("matrix", List.of(Closure.class), this::matrix);
        allow("name", List.of(String.class), arguments -> axis = (String) arguments[0]);
        allow("values", List.of(String.class, String.class, String.class), arguments -> {
            values = List.of(arguments).stream().map(String.class::cast).toList();
            return null;
        });
        allow("post", List.of(Closure.class), this::block);
        allow("success", List.of(Closure.class), arguments -> failed ? null : block(arguments));
        allow("catchError", List.of(Map.class, Closure.class), arguments -> {
            block(arguments[1]);
            failed = false;
            return null;
        });
    }

    private Object stage(Object... arguments) {
        if (failed) {
            return null;
        }
        stages.addLast((String) arguments[0]);
        block(arguments[1]);
        stages.removeLast();
        return null;
    }

    private Object matrix(Object... arguments) {
        var body = (Closure<?>) arguments[0];
        allow("stages", List.of(Closure.class), cells -> {
            for (String value : values) {
                env.put(axis, value);
                stages.addLast(value);
                block(cells);
                stages.removeLast();
            }
            env.remove(axis);
            return null;
        });
        block(body);
        allow("stages", List.of(Closure.class), this::block);
        return null;
    }

    private Object step(String name, Object argument) {
        var step = new Step(String.join(" / ", stages), name, argument);
        boolean afterFailure = failed && name.equals("sh");
        if (!afterFailure) {
            steps.add(step);
            failed |= fails.test(step);
        }
        return null;
    }

    private Object block(Object... arguments) {
        return ((Closure<?>) arguments[0]).call();
    }

    private interface Action {
        Object run(Object... arguments);
    }

    private void allow(String method, List<Class<?>> parameters, Action action) {
        getHelper().registerAllowedMethod(method, new ArrayList<Class>(parameters), new Closure<Object>(this) {
            @SuppressWarnings("unused") // called by Groovy
            public Object doCall(Object... arguments) {
                return action.run(arguments);
            }
        });
    }
}
