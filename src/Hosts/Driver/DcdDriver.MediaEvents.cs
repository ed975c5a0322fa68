using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <content>The four logs of media and module events: what they hold is counted and cleared, and read again until an answer is empty.</content>
public sealed partial class DcdDriver
{
    private const byte MediaLogs = DcdPayloads.DynamicCapacityLog;

    private static void OnPolicy(DcdFunction function, CciMessage response)
    {
        if (response.ReturnCode == MailboxReturnCode.Success) function.Policy = response.Payload.ToArray();
    }

    /// <summary>Before the policy is known, or where the device does not tell a number, any interrupt may be a log's.</summary>
    private static bool IsVectorOf(DcdFunction function, byte log, int vector) =>
        log >= function.Policy.Length || function.Policy[log] >> 4 == 0 || function.Policy[log] >> 4 == vector;

    /// <summary>Reads the media logs of a message number, or all of them.</summary>
    private static void ReadMediaLogs(DcdFunction function, int? vector)
    {
        for (byte log = 0; log < MediaLogs; log++)
            if (vector is null || IsVectorOf(function, log, vector.Value)) ReadMediaLog(function, log);
    }

    private static void ReadMediaLog(DcdFunction function, byte log)
    {
        if ((function.MediaLogsRead & 1 << log) != 0)
        {
            function.MediaLogsToReadAgain |= 1 << log;
            return;
        }
        function.MediaLogsRead |= 1 << log;
        function.Enqueue(DcdCommand.Read(log));
    }

    private void OnMediaRecords(DcdFunction function, byte log, CciMessage response)
    {
        var page = response.ReturnCode == MailboxReturnCode.Success ? EventRecordPage.Read(response.Payload.Span) : null;
        if (page is null && response.ReturnCode == MailboxReturnCode.Success) Counters.Errors++;
        if (page is null || page.Records.Count == 0)
        {
            EndMediaReading(function, log);
            return;
        }
        if (page.Overflowed) Counters.Overflows++;
        var records = page.Records.Take(byte.MaxValue).ToArray();
        Counters.MediaEventsRead += records.Length;
        function.Enqueue(DcdCommand.Clear([.. records.Select(record => record.Handle)], log));
    }

    private static void OnMediaCleared(DcdFunction function, byte log, CciMessage response)
    {
        // A device that does not clear would show the same records for ever: the next interrupt starts anew.
        if (response.ReturnCode == MailboxReturnCode.Success) function.Enqueue(DcdCommand.Read(log));
        else EndMediaReading(function, log);
    }

    private static void EndMediaReading(DcdFunction function, byte log)
    {
        function.MediaLogsRead &= ~(1 << log);
        if ((function.MediaLogsToReadAgain & 1 << log) == 0) return;
        function.MediaLogsToReadAgain &= ~(1 << log);
        ReadMediaLog(function, log);
    }
}
