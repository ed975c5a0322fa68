namespace CxlFabricSim.Hosts.Workloads;

/// <summary>An operation of a key-value store, as YCSB names them.</summary>
public enum OperationKind : byte
{
    /// <summary>All lines of a record are read.</summary>
    Read,

    /// <summary>All lines of a record are written.</summary>
    Update,

    /// <summary>A record behind the last one is written.</summary>
    Insert,

    /// <summary>Records one behind the other are read.</summary>
    Scan,

    /// <summary>A record is read, and written when it has been read.</summary>
    ReadModifyWrite,
}
