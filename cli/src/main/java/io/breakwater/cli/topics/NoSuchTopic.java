package io.breakwater.cli.topics;

import io.breakwater.schemas.Topic;
import org.apache.kafka.common.KafkaException;

/** The brokers answer, and have no such topic. */
public final class NoSuchTopic extends KafkaException {
    private static final long serialVersionUID = 1L;

    NoSuchTopic(Topic topic) {
        super("there is no topic " + topic.topicName() + "; the roles make the topics when they first start");
    }
}
