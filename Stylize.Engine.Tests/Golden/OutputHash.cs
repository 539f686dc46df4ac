using System.IO.Compression;
using System.Security.Cryptography;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Golden;

/// <summary>
/// Describes and hashes the content of outputs: decoded pixels of images, whatever their compression; rows of databases
/// and texts without what differs from run to run; and bytes of everything else, without the version.
/// </summary>
internal static partial class OutputHash
{
    private const int Digits = 16;

    private static readonly string[] Images = [".png", ".jpg", ".webp", ".tif", ".gif", ".aseprite"];
    private static readonly string[] Texts = [".csv", ".geojson", ".html", ".json", ".svg", ".txt"];

    /// <summary>Returns a short description of an output, and its hash.</summary>
    /// <param name="folder">Folder of the inputs, which is left out of texts.</param>
    public static string Of(string path, string folder) => Path.GetExtension(path) == ".sqlite"
        ? OfText(OfDatabase(path), folder) : Of(path, File.ReadAllBytes(path), folder);

    /// <summary>Returns a Gaussian image as version 1.0.0 would write it.</summary>
    private static byte[] OfFirstVersion(byte[] bytes)
    {
        FileBytes file = (ReadOnlyMemory<byte>)bytes;
        using var same = new MemoryStream();
        same.Write(bytes.AsSpan(0, GaussianFileSignature.Bytes.Length));
        var end = same.Length;
        foreach (var chunk in file.Chunks())
        {
            var (data, now) = (file.Data(chunk), typeof(GaussianFileParser).Assembly.GetName().Version!.ToString(3));
            if (chunk.Type == ChunkType.Metadata)
            {
                data = MetadataChunk.Create(MetadataChunk.Parse(data.Span).ToDictionary(
                    pair => pair.Key, pair => pair.Value.Replace($"Stylize {now}", "Stylize 1.0.0")));
            }

            Chunk.Write(same, chunk.Type, data.Span);
            end = chunk.End;
        }

        same.Write(bytes.AsSpan((int)end));
        return same.ToArray();
    }

    /// <inheritdoc cref="Of(string, string)"/>
    public static string Of(string name, byte[] bytes, string folder) => Path.GetExtension(name) switch
    {
        var extension when Images.Contains(extension) => OfImage(bytes),
        var extension when Texts.Contains(extension) => OfText(Encoding.UTF8.GetString(bytes), folder),
        ".g2d" => $"{bytes.Length} bytes {Hash(OfFirstVersion(bytes))}",
        ".zip" => $"zip {Hash(OfZip(bytes))}",
        ".pdf" => $"pdf {Hash(OfPdf(bytes))}",
        _ => $"{bytes.Length} bytes {Hash(bytes)}",
    };

    public static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..Digits];

    private static string OfImage(byte[] bytes)
    {
        var (codec, source) = (ImageCodecs.Default, ImageSource.Memory(bytes, "output"));
        var info = codec.Identify(source);
        using var content = new MemoryStream();
        if (info.IsAnimation)
        {
            List<int> times = [];
            using var reader = codec.OpenFrames(source);
            using var frame = new Raster<Rgba32>(info.Width, info.Height);
            while (reader.Read(frame, out var milliseconds))
            {
                times.Add(milliseconds);
                Write(content, frame);
            }

            var tags = string.Concat(reader.Tags.Select(tag => $" {tag}"));
            return $"{info.Format} {info.Width}x{info.Height}, frames of {string.Join('+', times)} ms, "
                + $"{reader.LoopCount} loops{tags} {Hash(content.ToArray())}";
        }

        for (var page = 0; page < info.Pages; page++)
        {
            var options = DecodeOptions.Default with { Page = page };
            if (info.BitsPerSample > 16)
            {
                codec.ReadNumbers(source, (_, row) => content.Write(MemoryMarshal.AsBytes(row)), options);
                continue;
            }

            using var image = codec.DecodeSamples(source, options);
            foreach (var plane in image.Planes)
            {
                Write(content, plane);
            }
        }

        var planes = $"{info.ColorPlanes}{(info.HasAlpha ? "+1" : "")}x{info.BitsPerSample} bits";
        var pages = info.Pages > 1 ? $", {info.Pages} pages" : "";
        return $"{info.Format} {info.Width}x{info.Height}, {planes}{pages} {Hash(content.ToArray())}";
    }

    private static void Write<T>(Stream content, Raster<T> image)
        where T : unmanaged
    {
        for (var y = 0; y < image.Height; y++)
        {
            content.Write(MemoryMarshal.AsBytes(image.Row(y)));
        }
    }

    private static string OfZip(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return string.Concat(zip.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return $"{entry.FullName} {Hash(content.ToArray())}\n";
        }));
    }

    /// <summary>Returns the objects of a PDF with decompressed streams, but without lengths.</summary>
    private static string OfPdf(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var objects = CompressedStream().Replace(text, match =>
        {
            using var zlib = new ZLibStream(
                new MemoryStream(Encoding.Latin1.GetBytes(match.Groups[1].Value)), CompressionMode.Decompress);
            using var content = new MemoryStream();
            zlib.CopyTo(content);
            return Encoding.Latin1.GetString(content.ToArray());
        });
        return ByteCount().Replace(objects, "");
    }

    /// <summary>
    /// Describes a text with the pixels of its images, without the folder, and the time, version, options and digest of
    /// a run.
    /// </summary>
    private static string OfText(string text, string folder)
    {
        var same = EmbeddedImage().Replace(
            text.Replace(folder, "", StringComparison.Ordinal),
            match => OfImage(Convert.FromBase64String(match.Groups[1].Value)));
        same = EmbeddedModel().Replace(
            same, match => Convert.ToBase64String(OfFirstVersion(Convert.FromBase64String(match.Value))));
        same = Program().Replace(same, "").Replace($"\"{ProvenanceRecord.ThisVersion}\"", "\"1.0.0\"");
        return $"{same.Length} characters {Hash(same)}";
    }

    /// <summary>Returns the rows of all tables, without time, version, options and digest of a run.</summary>
    private static string OfDatabase(string path)
    {
        using var database = StoreDump.OpenSqlite(path);
        var tables = StoreDump.Rows(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        var lines = tables.SelectMany(table =>
        {
            string[] names =
            [
                .. StoreDump.Rows(database, $"SELECT name FROM pragma_table_info('{table}')")
                    .Except(StoreColumn.OfProgram.Select(column => column.Name)),
            ];
            if (names.Length == 0) return [table];

            var columns = string.Join(", ", names.Select(column => $"\"{column}\""));
            return StoreDump.Rows(database, $"SELECT {columns} FROM \"{table}\" ORDER BY {columns}")
                .Prepend($"{table}: {columns}");
        });
        return string.Join('\n', lines);
    }

    /// <summary>A Gaussian image, whose first bytes are 0x89, G, 2 and D.</summary>
    [GeneratedRegex("iUcyR[A-Za-z0-9+/]+=*", RegexOptions.CultureInvariant)]
    private static partial Regex EmbeddedModel();

    [GeneratedRegex(@"(?<=/FlateDecode[^>]*>>\s*stream\r?\n)(.*?)(?=\r?\nendstream)", RegexOptions.Singleline)]
    private static partial Regex CompressedStream();

    [GeneratedRegex(@"(?<=/Length )\d+|(?<=\n)\d{10}(?= \d{5} n)|(?<=startxref\n)\d+")]
    private static partial Regex ByteCount();

    [GeneratedRegex(@"(?<=>Segmented on )\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\dT[^,]*Z,[^,]*,""(?:[^""]|"""")*"",[0-9a-f]*")]
    private static partial Regex Program();

    [GeneratedRegex("data:image/[a-z]+;base64,([A-Za-z0-9+/=]+)")]
    private static partial Regex EmbeddedImage();
}
