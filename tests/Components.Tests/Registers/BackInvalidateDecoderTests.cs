using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Tests.Registers;

public sealed class BackInvalidateDecoderTests
{
    [Theory]
    [InlineData(false, 2, true)]
    [InlineData(true, 2, false)]
    [InlineData(true, 6, true)]
    [InlineData(true, 4, false)]
    public void A_decoder_that_needs_a_commit_is_enabled_by_one(bool needsCommit, int control, bool isEnabled)
    {
        var decoder = new BackInvalidateDecoder(needsCommit);

        decoder.Write(4, (uint)control, uint.MaxValue);

        Assert.Equal(isEnabled, decoder.IsEnabled);
        Assert.Equal((control & 4) != 0, (decoder.Read(8) & 1) != 0);
    }
}
