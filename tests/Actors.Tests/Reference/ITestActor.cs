namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>What a behaviour may do, whoever runs it. Times are picoseconds.</summary>
internal interface ITestActor
{
    int Id { get; }

    long Now { get; }

    bool HasCredit(int output, int messageClass);

    void Send(int output, TestMessage message, long notBefore = 0);

    /// <summary>Sends a message of its class's size, of a class that is sent in no other way on this pushed output.</summary>
    void SendLater(int output, TestMessage message, long time);

    void SetWanted(int output, uint classes);

    /// <summary>Keeps the message being received until <see cref="Release"/>.</summary>
    void Hold();

    /// <summary>Gives the message being received back at a later time.</summary>
    void ReleaseAt(long time);

    /// <summary>Gives a held message back.</summary>
    void Release(ulong id);

    /// <summary>Returns the timer's number.</summary>
    int SetTimer(long delay, ulong token);

    bool CancelTimer(int timer);

    void ScheduleHousekeeping(long time);

    void AnnounceStop(long time);

    /// <summary>Writes something that the behaviour saw into its log.</summary>
    void Note(ulong value);
}
