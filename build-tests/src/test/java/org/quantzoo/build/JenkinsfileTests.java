package org.quantzoo.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quantzoo.build.DeclarativePipeline.Step;

/** What the Jenkinsfile does, run without Jenkins. */
class JenkinsfileTests {

    private static final List<String> PAPERS = List.of("StartingPositions", "Thesis", "DualPrecision");

    @Test
    void builds_then_tests_then_reproduces_then_reports() throws Exception {
        assertThat(DeclarativePipeline.run(step -> false))
                .extracting(Step::stage)
                .map(stage -> stage.split(" / ")[0])
                .containsSubsequence("Build", "Test", "Reproduce", "Report");
    }

    @Test
    void the_test_stage_runs_the_command_of_the_readme_and_publishes_its_results() throws Exception {
        assertThat(inStage("Test", DeclarativePipeline.run(step -> false)))
                .extracting(Step::name, step -> step.argument().toString())
                .containsExactly(
                        tuple("sh", "mvn -B verify"),
                        tuple("junit", "{testResults=**/target/surefire-reports/TEST-*.xml}"));
    }

    @Test
    void every_paper_has_a_shard_of_its_own_that_hands_over_its_runs() throws Exception {
        List<Step> steps = DeclarativePipeline.run(step -> false);
        for (String paper : PAPERS) {
            List<Step> shard = inStage("Reproduce / " + paper, steps);
            assertThat(shard).extracting(Step::name).containsExactly("sh", "stash");
            assertThat(shard.get(0).argument().toString()).contains("-Preproduce", "-Dtest=\"${PAPER}*Tests\"");
            assertThat(stashName(shard.get(1))).isEqualTo("runs-" + paper);
        }
    }

    @Test
    void the_report_gathers_the_runs_of_all_shards_before_it_checks_them() throws Exception {
        List<Step> report = inStage("Report", DeclarativePipeline.run(step -> false));
        assertThat(report)
                .extracting(Step::name)
                .containsExactly("unstash", "unstash", "unstash", "sh", "allure", "archiveArtifacts");
        assertThat(report.subList(0, 3))
                .extracting(Step::argument)
                .containsExactlyElementsOf(
                        PAPERS.stream().<Object>map(paper -> "runs-" + paper).toList());
        assertThat(report.get(5).argument().toString()).contains("paper-vs-measured");
    }

    @Test
    void a_failed_check_in_a_shard_keeps_neither_the_others_nor_the_report_from_running() throws Exception {
        List<Step> steps = DeclarativePipeline.run(
                step -> step.name().equals("sh") && step.stage().contains("Thesis"));
        assertThat(inStage("Reproduce / DualPrecision", steps)).isNotEmpty();
        assertThat(inStage("Report", steps)).extracting(Step::name).contains("allure", "archiveArtifacts");
    }

    @Test
    void a_failed_test_stops_the_pipeline_before_anything_is_trained() throws Exception {
        List<Step> steps = DeclarativePipeline.run(
                step -> step.name().equals("sh") && step.stage().equals("Test"));
        assertThat(inStage("Test", steps)).extracting(Step::name).contains("junit");
        assertThat(inStage("Reproduce", steps)).isEmpty();
        assertThat(inStage("Report", steps)).isEmpty();
    }

    private static List<Step> inStage(String stage, List<Step> steps) {
        return steps.stream().filter(step -> step.stage().startsWith(stage)).toList();
    }

    private static Object stashName(Step step) {
        return ((Map<?, ?>) step.argument()).get("name").toString();
    }
}
