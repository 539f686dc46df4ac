namespace Stylize.Codecs.Netpbm;

/// <summary>Reads PBM, PGM, PPM (plain and raw) and PAM. Source: the format pages of the Netpbm project.</summary>
internal static class NetpbmReader
{
    /// <summary>Reads the planes. Samples whose maximum is not 255 or 65535 are scaled to it and rounded.</summary>
    internal static SampleImage<ushort> Read(Stream stream, Action<long, long> checkSize)
    {
        stream.Position = 0;
        var header = NetpbmHeader.Read(stream);
        checkSize(header.Width, header.Height);
        var remaining = stream.Length - stream.Position;
        if (header.MinBytes > remaining) throw new InvalidDataException("The file ends before its last pixel.");

        var planes = Enumerable.Range(0, header.Bands)
            .Select(_ => new Raster<ushort>(header.Width, header.Height)).ToArray();
        return new SampleImage<ushort>(planes, header.HasAlpha, header.Maximum > 255 ? 16 : 8).FilledBy(_ =>
        {
            if (header.IsPlain)
            {
                ReadPlain(stream, header, planes);
            }
            else
            {
                ReadRaw(stream, header, planes);
            }
        });
    }

    private static void ReadRaw(Stream stream, NetpbmHeader header, Raster<ushort>[] planes)
    {
        var row = new byte[header.RowBytes];
        for (var y = 0; y < header.Height; y++)
        {
            stream.ReadExactly(row);
            for (var x = 0; x < header.Width; x++)
            {
                for (var band = 0; band < planes.Length; band++)
                {
                    var at = (x * planes.Length) + band;
                    planes[band].Row(y)[x] = header switch
                    {
                        { IsBits: true } => Bit((row[x >> 3] >> (7 - (x & 7))) & 1),
                        { Maximum: > 255 } => header.Scaled(BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * at))),
                        _ => header.Scaled(row[at]),
                    };
                }
            }
        }
    }

    private static void ReadPlain(Stream stream, NetpbmHeader header, Raster<ushort>[] planes)
    {
        var tokens = new NetpbmTokens(stream);
        for (var y = 0; y < header.Height; y++)
        {
            for (var x = 0; x < header.Width; x++)
            {
                for (var band = 0; band < planes.Length; band++)
                {
                    planes[band].Row(y)[x] = header.IsBits ? Bit(tokens.NextBit()) : header.Scaled(tokens.NextNumber());
                }
            }
        }
    }

    // A set bit is black.
    private static ushort Bit(int bit) => bit == 1 ? (ushort)0 : (ushort)255;
}
