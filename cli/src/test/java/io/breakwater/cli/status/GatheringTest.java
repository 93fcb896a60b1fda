package io.breakwater.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.breakwater.cli.config.ConfigurationException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class GatheringTest {
    @Test
    void probeThatFailsForItsConfigurationFailsAsThat() {
        var wrong = new ConfigurationException("primary.password: the secret is empty");
        assertSame(wrong, Gathering.cause(new ExecutionException(wrong)));
    }

    @Test
    void whatNobodyMayThrowIsAnError() {
        var odd = new IOException("odd");
        assertEquals(odd, Gathering.cause(new ExecutionException(odd)).getCause());
    }
}
