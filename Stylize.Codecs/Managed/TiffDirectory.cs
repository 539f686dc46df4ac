namespace Stylize.Codecs.Managed;

/// <summary>A directory of a TIFF (TIFF 6.0, section 2; BigTIFF): its link to the next one, and whether its pixels exist.</summary>
/// <param name="LinkAt">Position of the offset of the next directory.</param>
/// <param name="Orientation">Tag 274, or 1.</param>
/// <param name="IsComplete">True if every strip and tile lies within the file.</param>
internal sealed record TiffDirectory(long Offset, long LinkAt, int Orientation, bool IsComplete)
{
    /// <summary>Reads at most <paramref name="max"/> + 1 directories.</summary>
    internal static List<TiffDirectory> ReadAll(Stream stream, int max)
    {
        var reader = new TiffReader(stream);
        var directories = new List<TiffDirectory>();
        foreach (var at in reader.Directories(max))
        {
            directories.Add(Read(reader, at));
        }

        return directories;
    }

    private static TiffDirectory Read(TiffReader reader, long at)
    {
        var tags = reader.Tags(at);
        var orientation = tags.First(274, 1) is >= 1 and <= 8 and var stored ? (int)stored : 1;
        var complete = Fits(273, 279) && Fits(324, 325) && (tags.Has(273) || tags.Has(324));
        return new TiffDirectory(at, reader.LinkAfter(at, reader.EntryCount(at)), orientation, complete);

        bool Fits(int offsets, int counts) =>
            !tags.Has(offsets)
            || (tags.Has(counts) && tags.All(offsets).Zip(tags.All(counts)).All(part => part.First + part.Second <= reader.Length));
    }

    internal byte[] EncodeOffset(bool bigEndian, bool big)
    {
        var bytes = new byte[big ? 8 : 4];
        if (big)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, Offset);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Offset);
        }

        if (bigEndian)
        {
            bytes.AsSpan().Reverse();
        }

        return bytes;
    }
}
