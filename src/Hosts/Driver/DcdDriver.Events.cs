using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <content>Reading the event logs: get, clear, and again until an answer is empty.</content>
public sealed partial class DcdDriver
{
    private static void RequestRead(DcdFunction function)
    {
        if (function.IsReading)
        {
            function.MustReadAgain = true;
            return;
        }
        function.IsReading = true;
        function.Enqueue(DcdCommand.Read());
    }

    private void OnRecords(DcdFunction function, CciMessage response, SimTime now)
    {
        var page = response.ReturnCode == MailboxReturnCode.Success ? EventRecordPage.Read(response.Payload.Span) : null;
        if (page is null)
        {
            if (response.ReturnCode == MailboxReturnCode.Success) Counters.Errors++;
            EndReading(function);
            return;
        }
        if (page.Overflowed)
        {
            Counters.Overflows++;
            function.HasOverflowed = true;
            function.LostRecords += page.LostRecords;
        }
        if (page.Records.Count == 0)
        {
            EndReading(function);
            return;
        }

        // Cleared before anything is answered: a log holds few records, and while it is full further ones are lost.
        // The command counts handles in a byte; what does not fit is read once more.
        var records = page.Records.Take(byte.MaxValue).ToArray();
        function.Enqueue(DcdCommand.Clear([.. records.Select(record => record.Handle)]));
        foreach (var record in records)
        {
            if (function.Uncleared.Contains(record.Handle)) continue;
            Counters.EventsRead++;
            if (record.IsDynamicCapacity) OnRecord(function, record, now);
        }
    }

    private void OnCleared(DcdFunction function, DcdCommand command, CciMessage response)
    {
        function.Uncleared.Clear();
        if (response.ReturnCode == MailboxReturnCode.Success)
        {
            function.Enqueue(DcdCommand.Read());
            return;
        }
        // Reading on would find the same records for ever: the next interrupt starts anew.
        function.Uncleared.AddRange(command.Handles);
        EndReading(function);
    }

    private void EndReading(DcdFunction function)
    {
        function.IsReading = false;
        if (function.HasOverflowed)
        {
            function.HasOverflowed = false;
            if (function.Offer.Count > 0)
            {
                // The end of this offer is among the lost records: what is known of it has to do as an answer.
                function.LostRecords--;
                AnswerOffer(function);
            }
            function.Enqueue(DcdCommand.List(0));
        }
        if (!function.MustReadAgain) return;
        function.MustReadAgain = false;
        RequestRead(function);
    }
}
