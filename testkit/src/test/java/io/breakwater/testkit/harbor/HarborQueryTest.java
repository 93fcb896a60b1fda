package io.breakwater.testkit.harbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HarborQueryTest {
    private static final Map<String, Object> ROW =
            Map.of("id", 9L, "operation", "create", "op_time", "2026-11-23T04:00:00.123Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            operation=create                    | true
            operation=~rea                      | true
            operation=delete                    | false
            operation={create delete}           | true
            operation={delete pull}             | false
            id=[10~]                            | false
            id=[9~]                             | true
            id=[~100]                           | true
            op_time=[2026-11-23 04:00:00~]      | true
            op_time=[2026-11-23 04:00:01~]      | false
            op_time=[~2026-11-23 04:00:00]      | false
            operation=create,id=[10~]           | false
            """)
    void rowsAreChosenAsHarborDoes(String q, boolean chosen) {
        assertEquals(chosen, HarborQuery.of(q).test(ROW));
    }

    @Test
    void withoutAQueryAllAre() {
        assertEquals(true, HarborQuery.of("").test(ROW));
    }

    @ParameterizedTest
    @CsvSource({"operation", "=create", "operation=", "id=[1", "id=[1]"})
    void whatHarborDoesNotUnderstandIsRefused(String q) {
        assertThrows(IllegalArgumentException.class, () -> HarborQuery.of(q));
    }
}
