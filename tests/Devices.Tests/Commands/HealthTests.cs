using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

public sealed class HealthTests : IDisposable
{
    // Enabled, programmable, critical life used, life used; then u16: critical over and under, over, under, volatile and persistent errors.
    private const string Initial = "001f4b28" + "23000a00" + "19001400" + "00000000";

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void An_alert_counts_where_it_is_valid_and_enabled()
    {
        Assert.Equal(Initial, Alerts());

        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.SetAlertConfiguration, "1f1532001e000f006400c800"));

        Assert.Equal("151f4b32" + "23000a00" + "19000f00" + "0000c800", Alerts());
    }

    [Fact]
    public void A_valid_alert_that_is_not_enabled_is_switched_off_and_keeps_its_threshold()
    {
        _device.Execute(Opcode.SetAlertConfiguration, "030332001e00000000000000");

        _device.Execute(Opcode.SetAlertConfiguration, "010201000100000000000000");

        Assert.Equal("021f4b32" + "23000a00" + "1e001400" + "00000000", Alerts());
    }

    [Theory]
    [InlineData("01014a000000000000000000", MailboxReturnCode.Success)]
    [InlineData("01014b000000000000000000", MailboxReturnCode.InvalidInput)]
    [InlineData("020200002200000000000000", MailboxReturnCode.Success)]
    [InlineData("020200002300000000000000", MailboxReturnCode.InvalidInput)]
    [InlineData("0404000000000b0000000000", MailboxReturnCode.Success)]
    [InlineData("0404000000000a0000000000", MailboxReturnCode.InvalidInput)]
    public void A_warning_comes_before_the_critical_value(string input, MailboxReturnCode expected) =>
        Assert.Equal(expected, _device.Execute(Opcode.SetAlertConfiguration, input));

    [Fact]
    public void A_request_with_one_bad_threshold_changes_none()
    {
        Assert.Equal(MailboxReturnCode.InvalidInput, _device.Execute(Opcode.SetAlertConfiguration, "030314006300000000000000"));

        Assert.Equal(Initial, Alerts());
    }

    [Fact]
    public void A_cold_reset_in_the_dirty_state_counts_as_a_dirty_shutdown()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.SetShutdownState, "01"));
        Assert.Equal(MailboxReturnCode.InvalidInput, _device.Execute(Opcode.SetShutdownState, "02"));
        _device.Reset(ResetKind.Conventional);
        Assert.Equal("01", ShutdownState());

        _device.Reset(ResetKind.Cold);
        Assert.Equal("00", ShutdownState());
        _device.Reset(ResetKind.Cold);

        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.GetHealthInfo));
        Assert.Equal("00000000" + "1400" + "01000000" + "00000000" + "00000000", _device.Output);
    }

    [Fact]
    public void Health_tells_errors_and_that_the_media_are_not_ready()
    {
        _device.Ld.Mailbox.Health.CorrectedPersistentErrors = 3;
        _device.Ld.Mailbox.Health.CorrectedVolatileErrors = 2;
        _device.Ld.Mailbox.Health.NeedsReplacement = true;
        _device.Execute(Opcode.Sanitize);

        _device.Execute(Opcode.GetHealthInfo);

        Assert.Equal("04010000" + "1400" + "00000000" + "02000000" + "03000000", _device.Output);
    }

    private string Alerts()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.GetAlertConfiguration));
        return _device.Output;
    }

    private string ShutdownState()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.GetShutdownState));
        return _device.Output;
    }
}
