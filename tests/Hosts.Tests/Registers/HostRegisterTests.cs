using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Hosts.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Registers;

public sealed class HostRegisterTests
{
    private const int Hdm = ComponentRegisters.CacheMemOffset + 0x128;
    private const int SlotStatus = 0x74 + 0x1A;
    private const int LinkStatus = 0x74 + 0x12;

    [Fact]
    public void A_bridges_decoders_are_programmed_through_its_registers()
    {
        var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
        var registers = HostBridgeRegisters.Create(decoders);
        registers.Write(Hdm + 0x10, 8, 0x1_1000_0000);
        registers.Write(Hdm + 0x18, 8, Sizes.GiB);
        registers.Write(Hdm + 0x24, 8, 5);

        registers.Write(Hdm + 0x20, 4, 0x200);

        Assert.True(decoders.TryRoute(0x1_1000_0000, out var port));
        Assert.Equal(5, port);
    }

    [Fact]
    public void A_bridge_with_one_root_port_names_no_decoders()
    {
        var shown = HostBridgeRegisters.Create(new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true));
        var hidden = HostBridgeRegisters.Create(null);

        Assert.Equal(5ul, shown.Read(ComponentRegisters.CacheMemOffset + 12, 2));
        Assert.Equal(0ul, hidden.Read(ComponentRegisters.CacheMemOffset + 12, 2));
    }

    [Fact]
    public void A_root_port_shows_what_is_plugged_in_and_what_its_link_came_up_with()
    {
        var empty = RootPortFunction.Create("rp0", new PortLink(0, 3, null), new RootPortProfile()).ConfigSpace;
        var full = RootPortFunction.Create("rp0", new PortLink(0, 3, new PcieLink(5, 8)), new RootPortProfile()).ConfigSpace;

        Assert.Equal((0ul, 0x40ul), (empty.Read(SlotStatus, 2), full.Read(SlotStatus, 2)));
        Assert.Equal((0x0206ul, 0x2085ul), (empty.Read(LinkStatus, 2), full.Read(LinkStatus, 2)));
    }

    [Fact]
    public void An_early_discovery_table_adds_up_to_zero_unless_it_is_left_to_the_firmware()
    {
        var map = new HostAddressMap();
        map.Add(Sizes.GiB, [1, 0], 1024);
        List<HostBridgeLocation> bridges = [new(0x20, new Hpa(0x1_0000_0000)), new(0x40, new Hpa(0x1_0001_0000))];

        var table = CedtTable.Create(bridges, map.Windows, CedtProfile.Cxl);
        var unfinished = CedtTable.Create(bridges, map.Windows, CedtProfile.Qemu11);

        Assert.Equal(0, table.Sum(value => value) & 0xFF);
        Assert.Equal(0, unfinished[9]);
        Assert.Equal(table.Length, BitConverter.ToInt32(table, 4));
    }

    [Fact]
    public void A_window_names_its_bridges_by_uid_in_interleave_order()
    {
        var map = new HostAddressMap();
        map.Add(Sizes.GiB, [1, 0], 1024);

        var table = CedtTable.Create([new(0x20, new Hpa(0)), new(0x40, new Hpa(0))], map.Windows, CedtProfile.Cxl);

        Assert.Equal((0x40u, 0x20u), (BitConverter.ToUInt32(table, table.Length - 8), BitConverter.ToUInt32(table, table.Length - 4)));
    }
}
