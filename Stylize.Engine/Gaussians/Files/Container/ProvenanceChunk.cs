namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The prov chunk: the provenance in at most 80 bytes. docs/gaussian-format.md specifies its layout.</summary>
internal static class ProvenanceChunk
{
    /// <summary>Largest size of the chunk in bytes, including length, type and CRC.</summary>
    public const int MaxBytes = 80;

    private const byte Layout = 1;
    private const byte OptionsFollow = 0;
    private const byte DigestFollows = 1;
    private const int DigestBytes = 16;

    /// <summary>Largest length of an option's value in bytes.</summary>
    private const int MaxValueBytes = 15;

    /// <summary>Name of the entry after the options, or after their digest, with the digest of side files.</summary>
    private const string SideFiles = nameof(ProvenanceRecord.SideFiles);

    private static readonly string[] Operations = ["gaussian encode", "gaussian edit"];

    /// <summary>Inserts the chunk before the first layer, so that every displayable prefix of the file contains
    /// it.</summary>
    /// <param name="file">A whole file without provenance.</param>
    public static byte[] Insert(byte[] file, ProvenanceRecord record, OptionSet options)
    {
        var next = Chunks(file).First(chunk => chunk.Type is ChunkType.Layer or ChunkType.KeyFrame or ChunkType.End);
        var position = (int)next.Start - 8;
        using var signed = new MemoryStream();
        signed.Write(file.AsSpan(0, position));
        Chunk.Write(signed, ChunkType.Provenance, Data(record, options));
        signed.Write(file.AsSpan(position));
        return signed.ToArray();
    }

    /// <summary>Returns a file with the digest of its side files, which is known only after they are written. The file
    /// has a digest of the same length.</summary>
    public static ReadOnlySpan<byte> WithSideFiles(byte[] file, ProvenanceRecord? record)
    {
        if (record?.SideFiles is not { } digest) return file;

        var chunk = Chunks(file).First(chunk => chunk.Type == ChunkType.Provenance);
        byte[] signed = [.. file];
        var (start, end) = ((int)chunk.Start, (int)chunk.End);
        Convert.FromHexString(digest).CopyTo(signed.AsSpan(end - 4 - ProvenanceRecord.SideFileBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(
            signed.AsSpan(end - 4), Crc32.HashToUInt32(signed.AsSpan(start - 4, end - start)));
        return signed;
    }

    /// <summary>Reads the record from the beginning of a file; null if it is missing or unknown.</summary>
    /// <param name="start">The first bytes of a file, or all bytes.</param>
    /// <param name="optionsOf">Returns the options of an operation by its name; null for an unknown operation.</param>
    public static ProvenanceRecord? Read(ReadOnlyMemory<byte> start, Func<string, OptionSet?> optionsOf)
    {
        try
        {
            foreach (var (type, begin, length) in ((FileBytes)start).Chunks())
            {
                if (type == ChunkType.Provenance) return Parse(start.Span.Slice((int)begin, (int)length), optionsOf);
            }
        }
        catch (GaussianFormatException)
        {
            // A damaged file has no readable provenance.
        }

        return null;
    }

    private static byte[] Data(ProvenanceRecord record, OptionSet options)
    {
        // There is only room for a checksum of options that name a file.
        var values = record.Options is { } all && all.All(option => option.FileSha256 is null) ? all : null;
        var data = Data(record, options, values);
        return data.Length + ChunkType.Overhead <= MaxBytes ? data : Data(record, options, null);
    }

    /// <param name="values">The options; null to store their digest only.</param>
    private static byte[] Data(ProvenanceRecord record, OptionSet options, IReadOnlyList<ProvenanceOption>? values)
    {
        var version = Encoding.UTF8.GetBytes(record.Program[(record.Program.IndexOf(' ') + 1)..]);
        List<byte> data =
        [
            Layout, checked((byte)Array.IndexOf(Operations, record.Operation)),
            .. VariableInteger.Bytes((uint)record.OperationVersion),
            .. VariableInteger.Bytes((uint)version.Length), .. version, .. Convert.FromHexString(record.SourceSha256),
        ];
        data.AddRange(
            values is null ? [DigestFollows, .. Convert.FromHexString(record.OptionsDigest)] : [OptionsFollow]);
        foreach (var value in values ?? [])
        {
            var bytes = Compact(options.Find(value.Name)!, value);
            if (bytes.Length > MaxValueBytes) return Data(record, options, null);

            Add(value.Name, bytes);
        }

        if (record.SideFiles is { } sides)
        {
            Add(SideFiles, Convert.FromHexString(sides));
        }

        return [.. data];

        void Add(string name, byte[] bytes)
        {
            var head = (Tag(name) << 4) | bytes.Length;
            data.AddRange([(byte)head, (byte)(head >> 8), .. bytes]);
        }
    }

    private static ProvenanceRecord Parse(ReadOnlySpan<byte> data, Func<string, OptionSet?> optionsOf)
    {
        var position = 0;
        var layout = Take(data, ref position, 1)[0];
        var number = Take(data, ref position, 1)[0];
        GaussianFormatException.ThrowIf(
            layout != Layout || number >= Operations.Length, "the type of its provenance is unknown");

        var operation = Operations[number];
        var operationVersion = (int)VariableInteger.Read(data, ref position);
        var version = Encoding.UTF8.GetString(Take(data, ref position, (int)VariableInteger.Read(data, ref position)));
        var source = Convert.ToHexStringLower(Take(data, ref position, SHA256.HashSizeInBytes));
        var record = new ProvenanceRecord
        {
            Program = $"Stylize {version}",
            Operation = operation,
            OperationVersion = operationVersion,
            SourceSha256 = source,
        };
        if (Take(data, ref position, 1)[0] == DigestFollows)
        {
            record = record with { Options = null,
                OptionsDigest = Convert.ToHexStringLower(Take(data, ref position, DigestBytes)) };
        }

        var set = optionsOf(operation);
        GaussianFormatException.ThrowIf(set is null && record.Options is not null, "its options are unknown");

        var options = new List<ProvenanceOption>();
        while (position < data.Length)
        {
            var head = BinaryPrimitives.ReadUInt16LittleEndian(Take(data, ref position, 2));
            if (head >> 4 == Tag(SideFiles))
            {
                record.SideFiles = Convert.ToHexStringLower(Take(data, ref position, head & MaxValueBytes));
                continue;
            }

            var declared = set?.All.FirstOrDefault(option => Tag(option.Name) == head >> 4)
                ?? throw new GaussianFormatException("an option is unknown");
            var value = Take(data, ref position, head & MaxValueBytes);
            options.Add(new(declared.Name, Expand(declared, Encoding.UTF8.GetString(value))));
        }

        return record.Options is null ? record : record with { Options = options };
    }

    /// <summary>Returns twelve bits of the SHA-256 of an option's name. A test checks that they are unique within each
    /// operation.</summary>
    internal static int Tag(string name) =>
        BinaryPrimitives.ReadUInt16LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) & 0xFFF;

    /// <summary>Encodes a value: the number of an enumeration member, 1 or 0 for a switch, otherwise its
    /// text.</summary>
    private static byte[] Compact(OptionDeclaration option, ProvenanceOption value) =>
        Encoding.UTF8.GetBytes(option.Kind switch
        {
            OptionKind.Choice =>
                Convert.ToInt64(Enum.Parse(option.ValueType, value.Value), CultureInfo.InvariantCulture)
                    .ToString(CultureInfo.InvariantCulture),
            OptionKind.Switch => value.Value == "true" ? "1" : "0",
            _ => value.Value,
        });

    private static string Expand(OptionDeclaration option, string text) => option.Kind switch
    {
        OptionKind.Choice when long.TryParse(text, out var number) =>
            Enum.ToObject(option.ValueType, number).ToString()!,
        OptionKind.Switch => text == "1" ? "true" : "false",
        _ => text,
    };

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> data, ref int position, int length)
    {
        GaussianFormatException.ThrowIf(length < 0 || length > data.Length - position, "its provenance is truncated");

        position += length;
        return data.Slice(position - length, length);
    }

    private static IEnumerable<Chunk> Chunks(byte[] file) => ((FileBytes)(ReadOnlyMemory<byte>)file).Chunks();
}
