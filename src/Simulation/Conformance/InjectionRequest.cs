using System.Text.Json;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Ras;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>Events, poison and protocol errors in the words of QEMU's management protocol, whose own checks come before the device's.</summary>
internal static class InjectionRequest
{
    private const string UnresolvedPath = "Unable to resolve path";
    private const string OtherPath = "Path does not point to a CXL type 3 device";

    private static readonly string[] MediaParameters =
        ["path", "log", "flags", "dpa", "descriptor", "type", "transaction-type", "sub-type"];

    private static readonly string[] ModuleParameters =
    [
        "path", "log", "flags", "type", "health-status", "media-status", "additional-status", "life-used", "temperature",
        "dirty-shutdown-count", "corrected-volatile-error-count", "corrected-persistent-error-count", "sub-type",
    ];

    private static readonly Dictionary<string, EventLogKind> Logs = new(StringComparer.Ordinal)
    {
        ["informational"] = EventLogKind.Informational,
        ["warning"] = EventLogKind.Warning,
        ["failure"] = EventLogKind.Failure,
        ["fatal"] = EventLogKind.Fatal,
    };

    private static readonly Dictionary<string, CorrectableError> CorrectableErrors = new(StringComparer.Ordinal)
    {
        ["cache-data-ecc"] = CorrectableError.CacheDataEcc,
        ["mem-data-ecc"] = CorrectableError.MemoryDataEcc,
        ["crc-threshold"] = CorrectableError.CrcThreshold,
        ["retry-threshold"] = CorrectableError.RetryThreshold,
        ["cache-poison-received"] = CorrectableError.CachePoisonReceived,
        ["mem-poison-received"] = CorrectableError.MemoryPoisonReceived,
        ["physical"] = CorrectableError.PhysicalLayer,
    };

    private static readonly Dictionary<string, UncorrectableError> UncorrectableErrors = new(StringComparer.Ordinal)
    {
        ["cache-data-parity"] = UncorrectableError.CacheDataParity,
        ["cache-address-parity"] = UncorrectableError.CacheAddressParity,
        ["cache-be-parity"] = UncorrectableError.CacheByteEnableParity,
        ["cache-data-ecc"] = UncorrectableError.CacheDataEcc,
        ["mem-data-parity"] = UncorrectableError.MemoryDataParity,
        ["mem-address-parity"] = UncorrectableError.MemoryAddressParity,
        ["mem-be-parity"] = UncorrectableError.MemoryByteEnableParity,
        ["mem-data-ecc"] = UncorrectableError.MemoryDataEcc,
        ["reinit-threshold"] = UncorrectableError.ReinitThreshold,
        ["rsvd-encoding"] = UncorrectableError.ReservedEncoding,
        ["poison-received"] = UncorrectableError.PoisonReceived,
        ["receiver-overflow"] = UncorrectableError.ReceiverOverflow,
        ["internal"] = UncorrectableError.Internal,
        ["cxl-ide-tx"] = UncorrectableError.IdeTransmit,
        ["cxl-ide-rx"] = UncorrectableError.IdeReceive,
    };

    /// <summary>Whether a request is one of these.</summary>
    public static bool Knows(string request) => request is "cxl-inject-general-media-event" or "cxl-inject-dram-event"
        or "cxl-inject-memory-module-event" or "cxl-inject-poison" or "cxl-inject-correctable-error" or "cxl-inject-uncorrectable-errors";

    /// <summary>Carries a request to its device. Null when it succeeded, otherwise the error text.</summary>
    public static string? Carry(string request, JsonElement arguments, VectorTopology topology, SimTime now) => request switch
    {
        "cxl-inject-general-media-event" or "cxl-inject-dram-event" => MediaEvent(request, arguments, topology, now),
        "cxl-inject-memory-module-event" => ModuleEvent(arguments, topology, now),
        "cxl-inject-poison" => Poison(arguments, topology, now),
        "cxl-inject-correctable-error" => Correctable(arguments, topology),
        "cxl-inject-uncorrectable-errors" => Uncorrectable(arguments, topology),
        _ => throw new VectorFormatException($"'{request}' injects nothing"),
    };

    private static string? MediaEvent(string request, JsonElement arguments, VectorTopology topology, SimTime now)
    {
        if (Resolve(arguments, MediaParameters, topology, out var log, out var device) is { } error) return error;
        MediaEvent mediaEvent = request == "cxl-inject-dram-event" ? Dram(arguments) : GeneralMedia(arguments);
        return device!.Media.Inject(mediaEvent, log, now);
    }

    private static GeneralMediaEvent GeneralMedia(JsonElement arguments) => new()
    {
        Header = Header(arguments),
        Address = arguments.Number("dpa"),
        Descriptor = (MediaEventDescriptor)Byte(arguments, "descriptor"),
        Type = Byte(arguments, "type"),
        SubType = Byte(arguments, "sub-type"),
        Transaction = (MediaTransaction)Byte(arguments, "transaction-type"),
        Channel = Optional<byte>(arguments, "channel"),
        Rank = Optional<byte>(arguments, "rank"),
        Device = Optional<uint>(arguments, "device"),
        ComponentId = Text(arguments, "component-id"),
        IsComponentIdPldm = arguments.Flag("is-comp-id-pldm"),
        ThresholdFlags = Optional<byte>(arguments, "cme-ev-flags") ?? 0,
        CorrectedErrors = Optional<uint>(arguments, "cme-count"),
    };

    private static DramEvent Dram(JsonElement arguments) => new()
    {
        Header = Header(arguments),
        Address = arguments.Number("dpa"),
        Descriptor = (MediaEventDescriptor)Byte(arguments, "descriptor"),
        Type = Byte(arguments, "type"),
        SubType = Byte(arguments, "sub-type"),
        Transaction = (MediaTransaction)Byte(arguments, "transaction-type"),
        Channel = Optional<byte>(arguments, "channel"),
        Rank = Optional<byte>(arguments, "rank"),
        NibbleMask = Optional<uint>(arguments, "nibble-mask"),
        BankGroup = Optional<byte>(arguments, "bank-group"),
        Bank = Optional<byte>(arguments, "bank"),
        Row = Optional<uint>(arguments, "row"),
        Column = Optional<ushort>(arguments, "column"),
        CorrectionMask = arguments.Has("correction-mask") ? [.. arguments.Items("correction-mask").Select(word => word.GetUInt64())] : null,
        ComponentId = Text(arguments, "component-id"),
        IsComponentIdPldm = arguments.Flag("is-comp-id-pldm"),
        SubChannel = Optional<byte>(arguments, "sub-channel"),
        ThresholdFlags = Optional<byte>(arguments, "cme-ev-flags") ?? 0,
        CorrectedErrors = Optional<uint>(arguments, "cvme-count"),
    };

    private static string? ModuleEvent(JsonElement arguments, VectorTopology topology, SimTime now)
    {
        if (Resolve(arguments, ModuleParameters, topology, out var log, out var device) is { } error) return error;
        var moduleEvent = new MemoryModuleEvent
        {
            Header = Header(arguments),
            Type = Byte(arguments, "type"),
            SubType = Byte(arguments, "sub-type"),
            HealthStatus = Byte(arguments, "health-status"),
            MediaStatus = Byte(arguments, "media-status"),
            AdditionalStatus = Byte(arguments, "additional-status"),
            LifeUsed = Byte(arguments, "life-used"),
            Temperature = arguments.GetProperty("temperature").GetInt16(),
            DirtyShutdowns = checked((uint)arguments.Number("dirty-shutdown-count")),
            CorrectedVolatileErrors = checked((uint)arguments.Number("corrected-volatile-error-count")),
            CorrectedPersistentErrors = checked((uint)arguments.Number("corrected-persistent-error-count")),
            ComponentId = Text(arguments, "component-id"),
            IsComponentIdPldm = arguments.Flag("is-comp-id-pldm"),
        };
        device!.Media.Inject(moduleEvent, log, now);
        return null;
    }

    /// <summary>The range is looked at before the device is looked for.</summary>
    private static string? Poison(JsonElement arguments, VectorTopology topology, SimTime now)
    {
        var start = arguments.Number("start");
        var length = arguments.Number("length");
        var error = Find(arguments, topology, out var device);
        if (error is null || (start | length) % Sizes.Line != 0)
            device ??= topology.Devices[0].LogicalDevices[0];
        return device is null ? error : device.Media.InjectPoison(new Dpa(start), length, now);
    }

    private static string? Correctable(JsonElement arguments, VectorTopology topology)
    {
        var type = arguments.Text("type");
        if (!CorrectableErrors.TryGetValue(type, out var kind)) return NotAccepted("type", type);
        var error = Find(arguments, topology, out var device);
        device?.Ras.Report(kind);
        return error;
    }

    private static string? Uncorrectable(JsonElement arguments, VectorTopology topology)
    {
        var errors = arguments.Items("errors").ToList();
        foreach (var type in errors.Select(error => error.Text("type")))
            if (!UncorrectableErrors.ContainsKey(type)) return NotAccepted("type", type);
        var unresolved = Find(arguments, topology, out var device);
        foreach (var error in errors)
        {
            var header = error.Items("header").Select(word => word.GetUInt32()).ToArray();
            device?.Ras.Report(UncorrectableErrors[error.Text("type")], header);
        }

        return unresolved;
    }

    /// <summary>The checks of the management protocol in their order: parameters, their values, the path.</summary>
    private static string? Resolve(
        JsonElement arguments, string[] parameters, VectorTopology topology, out EventLogKind log, out LogicalDevice? device)
    {
        log = default;
        device = null;
        if (Array.Find(parameters, parameter => !arguments.Has(parameter)) is { } missing) return $"Parameter '{missing}' is missing";
        return Logs.TryGetValue(arguments.Text("log"), out log)
            ? Find(arguments, topology, out device)
            : NotAccepted("log", arguments.Text("log"));
    }

    private static string NotAccepted(string parameter, string value) => $"Parameter '{parameter}' does not accept value '{value}'";

    /// <summary>
    /// A device by its name or by its full path. A port by its name alone is not found, since its bus has the same name.
    /// </summary>
    private static string? Find(JsonElement arguments, VectorTopology topology, out LogicalDevice? device)
    {
        const string Peripherals = "/machine/peripheral/";

        var path = arguments.Text("path");
        var isFull = path.StartsWith(Peripherals, StringComparison.Ordinal);
        var name = isFull ? path[Peripherals.Length..] : path;
        device = topology.FindDevice(name)?.LogicalDevices[0];
        if (device is not null) return null;
        return isFull && topology.IsComponent(name) ? OtherPath : UnresolvedPath;
    }

    private static EventHeader Header(JsonElement arguments) => new()
    {
        Flags = checked((uint)arguments.Number("flags")),
        MaintenanceClass = Optional<byte>(arguments, "maint-op-class"),
        MaintenanceSubclass = Optional<byte>(arguments, "maint-op-subclass"),
        LdId = Optional<ushort>(arguments, "ld-id"),
        HeadId = Optional<byte>(arguments, "head-id"),
    };

    private static byte Byte(JsonElement arguments, string key) => checked((byte)arguments.Number(key));

    private static T? Optional<T>(JsonElement arguments, string key)
        where T : struct, System.Numerics.INumber<T> => arguments.Has(key) ? T.CreateChecked(arguments.Number(key)) : null;

    private static string? Text(JsonElement arguments, string key) => arguments.Has(key) ? arguments.Text(key) : null;
}
