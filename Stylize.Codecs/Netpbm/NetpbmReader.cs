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

        return new SampleImage<ushort>(
            header.Bands, header.Width, header.Height, header.HasAlpha, header.Maximum > 255 ? 16 : 8)
            .FilledBy(image => Fill(image.Planes, stream, header));
    }

    private static void Fill(IReadOnlyList<Raster<ushort>> planes, Stream stream, NetpbmHeader header)
    {
        var tokens = new NetpbmTokens(stream);
        var row = header.IsPlain ? [] : new byte[header.RowBytes];
        for (var y = 0; y < header.Height; y++)
        {
            stream.ReadExactly(row);
            for (var x = 0; x < header.Width; x++)
            {
                for (var band = 0; band < planes.Count; band++)
                {
                    var at = (x * planes.Count) + band;
                    planes[band].Row(y)[x] = header switch
                    {
                        { IsPlain: true, IsBits: true } => Bit(tokens.NextBit()),
                        { IsPlain: true } => header.Scaled(tokens.NextNumber()),
                        { IsBits: true } => Bit((row[x >> 3] >> (7 - (x & 7))) & 1),
                        { Maximum: > 255 } => header.Scaled(BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * at))),
                        _ => header.Scaled(row[at]),
                    };
                }
            }
        }
    }

    // A set bit is black.
    private static ushort Bit(int bit) => bit == 1 ? (ushort)0 : (ushort)255;
}
