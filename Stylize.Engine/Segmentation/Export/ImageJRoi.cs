using Stylize.Engine.Segmentation.Interest;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>
/// Writes ImageJ ROIs (version 228 of the format, as described in ij.io.RoiDecoder). A region in one piece is a traced
/// outline, as the wand creates it; a region with holes or several pieces is a composite ROI.
/// </summary>
internal static class ImageJRoi
{
    /// <summary>Maximum coordinate: the format stores bounds in 16 bits, and ImageJ reads values above 60,535 as
    /// negative.</summary>
    public const int MaxCoordinate = 60_000;

    private const byte Composite = 1;
    private const byte Traced = 8;

    /// <summary>Writes a zip with one ROI per region, named by its label.</summary>
    /// <param name="frame">The position in time, from 1; 0 if the image has one timepoint.</param>
    public static void WriteZip(Stream target, IEnumerable<(int Label, RegionOutline Outline)> regions, int frame)
    {
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (label, outline) in regions)
        {
            var name = Invariant($"{label}");
            var entry = zip.CreateEntry(name + ".roi");

            // A fixed time, so that equal regions give equal files.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var stream = entry.Open();
            stream.Write(Encode(outline, name, frame));
        }
    }

    public static byte[] Encode(RegionOutline outline, string name, int frame)
    {
        var rings = outline.Polygons.SelectMany(p => p).ToList();
        var points = rings[0].Points;
        var isSimple = rings.Count == 1 && points.Count <= ushort.MaxValue;
        var body = isSimple ? 4 * points.Count : rings.Sum(r => (12 * r.Points.Count) + 4);
        var data = new byte[RoiReader.HeaderBytes + body + RoiReader.HeaderBytes + (2 * name.Length)];
        var (left, top) = (rings.Min(r => r.Points.Min(p => p.X)), rings.Min(r => r.Points.Min(p => p.Y)));
        var (right, bottom) = (rings.Max(r => r.Points.Max(p => p.X)), rings.Max(r => r.Points.Max(p => p.Y)));
        "Iout"u8.CopyTo(data);
        Short(4, 228);
        data[6] = isSimple ? Traced : Composite;
        Short(8, top);
        Short(10, left);
        Short(12, bottom);
        Short(14, right);
        var at = RoiReader.HeaderBytes;
        if (isSimple)
        {
            Short(16, points.Count);
            for (var i = 0; i < points.Count; i++)
            {
                Short(at + (2 * i), points[i].X - left);
                Short(at + (2 * (points.Count + i)), points[i].Y - top);
            }
        }
        else
        {
            // Segments of a path: 0 moves to a point, 1 draws a line to a point, 4 closes the ring.
            Int(36, body / 4);
            foreach (var ring in rings)
            {
                foreach (var (index, (x, y)) in ring.Points.Index())
                {
                    Float(index == 0 ? 0 : 1);
                    Float(x);
                    Float(y);
                }

                Float(4);
            }
        }

        var second = RoiReader.HeaderBytes + body;
        Int(60, second);
        Int(second + 12, frame);
        Int(second + 16, second + RoiReader.HeaderBytes);
        Int(second + 20, name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            Short(second + RoiReader.HeaderBytes + (2 * i), name[i]);
        }

        return data;

        void Short(int offset, int value) => BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(offset), (ushort)value);

        void Int(int offset, int value) => BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(offset), value);

        void Float(float value)
        {
            BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(at), value);
            at += 4;
        }
    }
}
