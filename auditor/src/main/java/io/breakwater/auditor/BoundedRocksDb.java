package io.breakwater.auditor;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One bound on the memory of all stores of this process together, however many partitions it is given (invariant 7).
 * Left alone, RocksDB takes up to 98 MB per store and partition.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long MEBIBYTE = 1L << 20;

    /** Blocks, indexes, filters and write buffers. */
    private static final long ALL_MEMORY = 64 * MEBIBYTE;

    private static final long WRITE_BUFFERS = 24 * MEBIBYTE;

    /** Small, since each store of each partition begins with an eighth of it. */
    private static final long ONE_WRITE_BUFFER = 2 * MEBIBYTE;

    private static final Cache CACHE = new LRUCache(ALL_MEMORY, -1, true);
    private static final WriteBufferManager BUFFERS = new WriteBufferManager(WRITE_BUFFERS, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(BUFFERS);
        options.setWriteBufferSize(ONE_WRITE_BUFFER);
        options.setMaxWriteBufferNumber(2);
    }

    /** The cache and the buffers are for the whole process. */
    @Override
    public void close(String storeName, Options options) {}
}
