namespace Stylize.Engine.Tests.Codecs;

/// <summary>Writes JPEG files whose blocks are of one color each,
/// so that only direct-current coefficients are coded
/// (ITU-T T.81).</summary>
internal sealed record TinyJpeg(int Width, int Height, params TinyJpeg.Component[] Components)
{
    /// <param name="Values">The values of the component, one per unit of all components.</param>
    internal sealed record Component(int Id, int H, int V, params int[] Values);

    public byte Frame { get; init; } = 0xc0;

    public int Bits { get; init; } = 8;

    /// <summary>Markers from APP0 on, with the data after their lengths.</summary>
    public (byte Marker, byte[] Data)[] Segments { get; init; } = [];

    /// <summary>Red and blue in YCbCr (JFIF), in two units.</summary>
    public static TinyJpeg RedBlue(int h = 1, int v = 1) => new(
        16 * h, 8 * v, new Component(1, h, v, 76, 29), new Component(2, 1, 1, 85, 255), new Component(3, 1,
            1, 255, 107));

    public byte[] Write()
    {
        using var file = new MemoryStream();
        file.Write([0xff, 0xd8]);
        foreach (var (marker, data) in Segments)
        {
            Segment(file, marker, data);
        }

        Segment(file, 0xdb, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(file, Frame,
        [
            (byte)Bits, .. BigEndian.Word(Height), .. BigEndian.Word(Width), (byte)Components.Length,
            .. Components.SelectMany(c => (byte[])[(byte)c.Id, (byte)((c.H << 4) | c.V), 0]),
        ]);

        // Categories 0 to 15 have codes of five bits; the end of a block has the code 0.
        Segment(file, 0xc4, [0, 0, 0, 0, 0, 16, .. new byte[11], .. Enumerable.Range(0,
            16).Select(i => (byte)i)]);
        Segment(file, 0xc4, [0x10, 1, .. new byte[15], 0]);
        var isProgressive = Frame == 0xc2;
        Segment(file, 0xda,
        [
            (byte)Components.Length, .. Components.SelectMany(c => (byte[])[(byte)c.Id, 0]), 0,
            (byte)(isProgressive ? 0 : 63), 0,
        ]);
        file.Write(Scan(isProgressive));
        foreach (var component in isProgressive ? Components : [])
        {
            // The other coefficients of each block are 0.
            Segment(file, 0xda, [1, (byte)component.Id, 0, 1, 63, 0]);
            file.Write(Packed(new string('0', Width / 8 * (Height / 8) / (Components[0].H * Components[0].V)
                * component.H * component.V)));
        }

        file.Write([0xff, 0xd9]);
        return file.ToArray();
    }

    private byte[] Scan(bool isProgressive)
    {
        var (bits, last) = (new StringBuilder(), new int[Components.Length]);
        var (across, down) = (8 * Components.Max(c => c.H), 8 * Components.Max(c => c.V));
        for (var unit = 0; unit < (Width + across - 1) / across * ((Height + down - 1) / down); unit++)
        {
            for (var i = 0; i < Components.Length; i++)
            {
                var c = Components[i];
                for (var block = 0; block < c.H * c.V; block++)
                {
                    var value = 8 * (c.Values[unit % c.Values.Length] - (1 << (Bits - 1)));
                    var difference = value - last[i];
                    last[i] = value;
                    var size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
                    bits.Append(Convert.ToString(size, 2).PadLeft(5, '0'));
                    if (size > 0)
                    {
                        var code = difference > 0 ? difference : difference + (1 << size) - 1;
                        bits.Append(Convert.ToString(code, 2).PadLeft(size, '0'));
                    }

                    if (!isProgressive) bits.Append('0');
                }
            }
        }

        return Packed(bits.ToString());
    }

    private static byte[] Packed(string bits) =>
        [.. bits.PadRight((bits.Length + 7) / 8 * 8,
            '1').Chunk(8).Select(part => Convert.ToByte(new string(part), 2))
            .SelectMany(value => value == 0xff ? (byte[])[0xff, 0] : [value])];

    private static void Segment(MemoryStream file, byte marker, byte[] data) =>
        file.Write([0xff, marker, .. BigEndian.Word(data.Length + 2), .. data]);
}
