using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Components.Doe;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Doe;

public sealed class DoeMailboxTests
{
    private const int Control = 0x04;
    private const int Status = 0x08;
    private const int WriteRegister = 0x0C;
    private const int ReadRegister = 0x10;
    private const uint Go = 1u << 31;
    private const uint Ready = 1u << 31;
    private const uint Error = 1u << 2;
    private const uint Interrupt = 1u << 1;
    private const uint DiscoveryHeader = 0x0000_0001;

    private readonly DoeMailbox _mailbox;
    private int _interrupts;

    public DoeMailboxTests()
    {
        var table = CdatTable.OfSwitch([1, 2], SimTime.FromNanoseconds(100), 8);
        _mailbox = new DoeMailbox(3, new CdatAccess(table)) { Interrupt = () => _interrupts++ };
    }

    [Fact]
    public void Discovery_names_itself_and_then_the_tables()
    {
        Send(DiscoveryHeader, 3, 0);
        Assert.Equal([DiscoveryHeader, 3u, 0x0100_0001u], Take());

        Send(DiscoveryHeader, 3, 1);
        Assert.Equal([DiscoveryHeader, 3u, 0x0002_1E98u], Take());
    }

    [Fact]
    public void An_object_whose_length_is_not_what_was_written_is_an_error_until_it_is_aborted()
    {
        Send(DiscoveryHeader, 4, 0);
        Assert.Equal(Error, _mailbox.Read(Status));
        Send(DiscoveryHeader, 3, 0);
        Assert.Equal(Error, _mailbox.Read(Status));

        _mailbox.Write(Control, 1, uint.MaxValue);

        Send(DiscoveryHeader, 3, 0);
        Assert.Equal(Ready, _mailbox.Read(Status));
    }

    [Fact]
    public void An_object_without_end_is_refused_and_costs_nothing()
    {
        for (var index = 0; index < 100_000; index++) _mailbox.Write(WriteRegister, DiscoveryHeader, uint.MaxValue);

        _mailbox.Write(Control, Go, uint.MaxValue);

        Assert.Equal(Error, _mailbox.Read(Status));
    }

    [Fact]
    public void An_answer_interrupts_only_who_asked_for_it_and_its_status_is_cleared_by_a_one()
    {
        Send(DiscoveryHeader, 3, 0);
        Assert.Equal(0, _interrupts);

        _mailbox.Write(Control, Interrupt, uint.MaxValue);
        Send(DiscoveryHeader, 3, 0);

        Assert.Equal(1, _interrupts);
        Assert.Equal(Ready | Interrupt, _mailbox.Read(Status));
        _mailbox.Write(Status, Interrupt, uint.MaxValue);
        Assert.Equal(Ready, _mailbox.Read(Status));
        Assert.Equal(7u, _mailbox.Read(0));
    }

    [Fact]
    public void A_new_request_takes_the_place_of_an_answer_that_nobody_took()
    {
        Send(DiscoveryHeader, 3, 0);
        Send(DiscoveryHeader, 3, 1);

        Assert.Equal(0x0002_1E98u, Take()[2]);
        Assert.Equal(0u, _mailbox.Read(Status));
        Assert.Equal(0u, _mailbox.Read(ReadRegister));
    }

    private void Send(params uint[] request)
    {
        foreach (var dword in request) _mailbox.Write(WriteRegister, dword, uint.MaxValue);
        _mailbox.Write(Control, Go | (_mailbox.Read(Control) & Interrupt), uint.MaxValue);
    }

    private List<uint> Take()
    {
        var answer = new List<uint>();
        while ((_mailbox.Read(Status) & Ready) != 0)
        {
            answer.Add(_mailbox.Read(ReadRegister));
            _mailbox.Write(ReadRegister, 0, uint.MaxValue);
        }

        return answer;
    }
}
