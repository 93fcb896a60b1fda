package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionIsDone() {
        assertEquals(0, run("version"));
        assertTrue(out.toString().startsWith("breakwater "), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void versionAsJsonIsNothingButJson() throws Exception {
        assertEquals(0, run("version", "-o", "json"));
        var version = new JsonMapper().readTree(out.toString());
        assertEquals(List.of("version", "commit", "java", "kafka"), List.copyOf(names(version)));
    }

    @Test
    void helpIsDoneAndNamesTheExitCodes() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("3   drift found"), out::toString);
        assertEquals(0, run("copy", "--help"));
    }

    @Test
    void missingCommandIsBadUsage() {
        assertEquals(2, run());
        assertEquals("breakwater: a command is missing; see 'breakwater --help'\n", err.toString());
    }

    @Test
    void unknownOptionIsBadUsageOnOneLine() {
        assertEquals(2, run("version", "--colour"));
        assertEquals("breakwater: Unknown option: '--colour'; see 'breakwater version --help'\n", err.toString());
    }

    @Test
    void unknownCommandIsBadUsageAndTheNearestIsNamed() {
        assertEquals(2, run("stauts"));
        assertEquals(2, run("dead-letters", "lst"));
        assertEquals("""
                breakwater: there is no command 'stauts'; the nearest is 'status'; see 'breakwater --help'
                breakwater: there is no command 'lst'; the nearest is 'list'; see 'breakwater dead-letters --help'
                """, err.toString());
    }

    @Test
    void optionThatIsNearlyOneIsBadUsageAndThatOneIsNamed() {
        assertEquals(2, run("replay", "--confrim"));
        assertEquals(2, run("-c", "breakwater.yaml", "status"));
        assertEquals("""
                breakwater: Unknown option: '--confrim'; the nearest is '--confirm'; see 'breakwater replay --help'
                breakwater: Unknown options: '-c', 'breakwater.yaml'; see 'breakwater --help'
                """, err.toString());
    }

    @Test
    void badTimeIsBadUsageInWordsOfAPerson() {
        assertEquals(2, run("replay", "--from-time", "yesterday"));
        assertEquals(
                "breakwater: Invalid value for option '--from-time': 'yesterday': write day, time and zone, such as"
                        + " 2026-11-23T09:00:00Z or 2026-11-23T10:00:00+01:00; see 'breakwater replay --help'\n",
                err.toString());
    }

    @Test
    void whatTheParserCallsAnErrorIsNotCalledSoTwice() {
        assertEquals(2, run("offsets", "reset"));
        assertTrue(err.toString().startsWith("breakwater: Missing required argument"), err::toString);
    }

    @Test
    void helpStaysWithinEightyColumns() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out::toString);
        assertTrue(out.toString().lines().noneMatch(line -> line.startsWith("JDK")), out::toString);
    }

    @Test
    void missingConfigurationIsBadConfigurationOnOneLine() {
        assertEquals(2, run("config", "check", "-c", "nowhere.yaml"));
        assertEquals(1, err.toString().lines().count());
        assertTrue(
                err.toString().startsWith("breakwater: cannot read the configuration nowhere.yaml; "), err::toString);
    }

    @Test
    void verboseShowsWhereAnErrorCameFrom() {
        assertEquals(2, run("config", "check", "-v", "-c", "nowhere.yaml"));
        assertTrue(err.toString().contains("\tat io.breakwater."), err::toString);
    }

    @Test
    void unreachableRegistryIsAFailureOnOneLine() {
        assertEquals(1, run("copy", "127.0.0.1:1/library/app:v1", "127.0.0.1:1/copy/app"));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("breakwater: "), err::toString);
    }

    @Test
    void unreachableRegistryIsAReportForAProgram() throws Exception {
        assertEquals(1, run("copy", "-o", "json", "127.0.0.1:1/library/app:v1", "127.0.0.1:1/copy/app"));
        var report = new JsonMapper().readTree(out.toString());
        assertEquals("failed", report.get("result").textValue());
        assertEquals("UNREACHABLE", report.get("code").textValue());
        assertTrue(
                report.get("message").textValue().startsWith("Cannot look for manifest copy/app:v1 at 127.0.0.1:1: "));
        assertEquals(
                "Check its address, that it runs, and the network between.",
                report.get("mend").textValue());
        assertEquals(
                "breakwater: " + report.get("message").textValue() + " "
                        + report.get("mend").textValue() + "\n",
                err.toString());
    }

    @Test
    void dryRunOfReferrersIsRefused() {
        assertEquals(2, run("copy", "--dry-run", "--referrers", "127.0.0.1:1/app:v1", "127.0.0.1:1/copy/app"));
        assertTrue(err.toString().contains("--dry-run does not foretell what --referrers would copy"), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void copyWithoutATargetIsBadUsageThatSaysSo() {
        assertEquals(2, run("copy", "127.0.0.1:1/app:v1"));
        assertEquals(
                "breakwater: DST is missing, after 127.0.0.1:1/app:v1; see 'breakwater copy --help'\n", err.toString());
    }

    @Test
    void copyHelpSaysWhoIsSpokenToWithoutTls() {
        assertEquals(0, run("copy", "--help"));
        assertTrue(out.toString().replaceAll("\\s+", " ").contains("(localhost, 127.0.0.1, [::1])"), out::toString);
    }

    @Test
    void badReferenceIsBadUsage() {
        assertEquals(2, run("copy", "Library/app:v1", "127.0.0.1:1/copy/app"));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    private static Set<String> names(JsonNode node) {
        var names = new LinkedHashSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void platformsAreNotFilteredAndItSaysWhy() {
        assertEquals(2, run("copy", "--platform", "linux/arm64", "127.0.0.1:1/app:v1", "127.0.0.1:1/copy/app"));
        assertTrue(err.toString().contains("an index with fewer platforms has another digest"), err::toString);
    }
}
