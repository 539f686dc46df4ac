using System.Buffers.Binary;
using Stylize.Codecs.Files;

namespace Stylize.Codecs.Tiff;

/// <summary>
/// One image file directory of a TIFF (TIFF 6.0, section 2; BigTIFF with 8-byte counts), read only so far as to find the next one and to
/// see that its pixels are there.
/// </summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="LinkAt">Where the offset of the next one is stored.</param>
/// <param name="Orientation">Tag 274, or 1.</param>
/// <param name="IsComplete">True where every strip and tile lies within the file.</param>
internal sealed record TiffDirectory(long Offset, long LinkAt, int Orientation, bool IsComplete)
{
    /// <summary>All directories, at most <paramref name="max"/> + 1.</summary>
    /// <exception cref="EndOfStreamException">The file ends within a directory.</exception>
    /// <exception cref="InvalidDataException">A directory is not one, or the chain is a loop.</exception>
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

    /// <summary>The bytes of a tag of one-byte values; none where the directory lacks it.</summary>
    /// <exception cref="InvalidDataException">The tag claims more bytes than there are.</exception>
    internal byte[] Bytes(Stream stream, int tag)
    {
        var reader = new TiffReader(stream);
        return reader.Bytes(Offset, reader.EntryCount(Offset), tag);
    }

    private static TiffDirectory Read(TiffReader reader, long at)
    {
        var count = reader.EntryCount(at);
        var orientation = 1;
        var ends = new Dictionary<int, long[]>();
        for (var i = 0; i < count; i++)
        {
            var (tag, values) = reader.Entry(at, i);
            switch (tag)
            {
                case 274 when values() is [>= 1 and <= 8 and var stored]:
                    orientation = (int)stored;
                    break;
                case 273 or 279 or 324 or 325:
                    ends[tag] = values();
                    break;
            }
        }

        var complete = Fits(273, 279) && Fits(324, 325) && ends.Count > 0;
        return new TiffDirectory(at, reader.LinkAfter(at, count), orientation, complete);

        bool Fits(int offsets, int counts) =>
            !ends.TryGetValue(offsets, out var starts)
            || (ends.TryGetValue(counts, out var lengths) && starts.Zip(lengths).All(part => part.First + part.Second <= reader.Length));
    }

    /// <summary>The offset as the file's header would store it.</summary>
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
