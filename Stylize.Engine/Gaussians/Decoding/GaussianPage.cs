namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Writes a .g2d file as one HTML page, which draws it at any zoom with the modules of the web component in
/// web/src.</summary>
/// <remarks>The page needs no network. Its policy allows only its own script and style.</remarks>
internal static partial class GaussianPage
{
    /// <summary>Modules in web/src, each after those that it imports. The element is not among them.</summary>
    private static readonly string[] Modules =
        ["compact", "opaque", "core", "file", "planes", "residual", "decode", "motion", "animation", "draw", "webgl"];

    /// <param name="file">A complete .g2d file.</param>
    /// <param name="target">Receives UTF-8 text; left open.</param>
    public static void Write(
        ReadOnlyMemory<byte> file, Stream target, GaussianPageOptions options, CancellationToken cancellation = default)
    {
        var page = Resource("GaussianPage.html").Replace("@@MODULES@@", Joined());
        using var writer =
            new StreamWriter(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        foreach (var part in page.Split("@@"))
        {
            cancellation.ThrowIfCancellationRequested();
            switch (part)
            {
                case "POLICY": writer.Write(Policy(page)); break;
                case "TITLE": writer.Write(Markup.Text(options.Title)); break;
                case "PROVENANCE": writer.Write(
                    options.Provenance is { } record ? ProvenanceMarkup.Html(record) : ""); break;
                case "COMPARE": writer.Write(options.Photograph?.ToElement()); break;
                case "FILE": WriteBase64(file.Span, writer, cancellation); break;
                default: writer.Write(part); break;
            }
        }
    }

    private static string Resource(string name)
    {
        using var stream = typeof(GaussianPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Policy(string page) =>
        $"default-src 'none'; img-src data:; script-src {Hash(page, "script")}; style-src {Hash(page, "style")}; "
        + "base-uri 'none'; form-action 'none'";

    private static string Hash(string page, string element)
    {
        var start = page.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var text = page[start..page.IndexOf($"</{element}>", start, StringComparison.Ordinal)];
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    /// <summary>Returns the modules as one script. Each becomes a function that returns its exports, such as
    /// decodeModule.</summary>
    private static string Joined() => string.Concat(Modules.Select(name => Joined(name, Resource($"{name}.js"))));

    private static string Joined(string name, string source)
    {
        List<string> exports = [];
        var text = Import().Replace(Indentation().Replace(source, _ => ""), import =>
        {
            var (names, from) = (import.Groups["names"].Value, $"{import.Groups["module"].Value}Module");
            if (import.Groups["kind"].Value == "import")
            {
                return $"const {{ {names} }} = {from};";
            }

            exports.AddRange(names.Split(", ").Select(name => $"{name}: {from}.{name}"));
            return "";
        });
        text = Export().Replace(text, export =>
        {
            exports.Add(export.Groups["name"].Value);
            return export.Groups["kind"].Value + export.Groups["name"].Value;
        });
        return $"const {name}Module = (() => {{\n{text}return {{ {string.Join(", ", exports)} }};\n}})();\n";
    }

    private static void WriteBase64(ReadOnlySpan<byte> bytes, TextWriter writer, CancellationToken cancellation)
    {
        // A multiple of three, so that batches concatenate without padding.
        const int Batch = 3 << 16;
        for (; bytes.Length > 0; bytes = bytes[Math.Min(Batch, bytes.Length)..])
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(Convert.ToBase64String(bytes[..Math.Min(Batch, bytes.Length)]));
        }
    }

    /// <summary>Indentation, empty lines and comments; lines of code do not start with an asterisk.</summary>
    [GeneratedRegex(@"^\s*(//|/?\*).*\n|^\s+", RegexOptions.Multiline)]
    private static partial Regex Indentation();

    [GeneratedRegex(
        @"^(?<kind>import|export) \{ (?<names>[^}]+) \} from '\./(?<module>\w+)\.js';$", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?<kind>const |class )(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Export();
}

/// <param name="Photograph">The photograph to compare with; null for none.</param>
internal sealed record GaussianPageOptions(
    string Title, EncodedPicture? Photograph = null, ProvenanceRecord? Provenance = null);

internal readonly record struct EncodedPicture(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public string ToElement() => $"<img alt=\"\" src=\"{Markup.DataUri(MediaType, Bytes.Span)}\">";
}

/// <summary>Prepares the photograph that a page compares with the model: the same region, at a size that browsers can
/// draw.</summary>
internal static class PagePhotograph
{
    /// <summary>Longest side in pixels: the texture size that browsers with WebGL 2 support in practice.</summary>
    private const int MaxSide = 4096;

    /// <summary>Relative difference of the aspect ratios above which a warning is given.</summary>
    private const double SameShape = .01;

    /// <summary>Reads the photograph, and warns if its aspect ratio differs from that of the picture.</summary>
    /// <param name="region">The region that the page shows, in pixels of the whole picture; null for the whole
    /// picture.</param>
    /// <returns>The region of the photograph, white outside the photograph. The caller owns it.</returns>
    public static Raster<Rgba32> Read(
        ImageSource source, ImageInput input, int width, int height, PixelRectangle? region, OperationContext context)
    {
        var photograph = input.Codec.DecodeRgba(source, input.DecodeOptions);
        var ratio = (double)photograph.Width * height / ((double)photograph.Height * width);
        if (Math.Abs(ratio - 1) > SameShape)
        {
            context.Warning?.Invoke(Invariant(
                $"'{source.Name}' has {photograph.Width} x {photograph.Height} pixels. It is stretched to the picture's ")
                + Invariant($"{width} x {height} pixels, which have another aspect ratio."));
        }

        if (region is { } part)
        {
            photograph = Replace(
                photograph, whole => Crop(whole, (double)whole.Width / width, (double)whole.Height / height, part));
        }

        var scale = MaxSide / (double)Math.Max(photograph.Width, photograph.Height);
        return scale >= 1 ? photograph : Replace(photograph, large => Resampler.Resize(
            large,
            Math.Max(1, (int)(large.Width * scale)),
            Math.Max(1, (int)(large.Height * scale)),
            ResampleFilter.Lanczos3,
            context.MaxThreads,
            context.Cancellation));
    }

    private static Raster<Rgba32> Crop(Raster<Rgba32> image, double scaleX, double scaleY, PixelRectangle region)
    {
        var left = (int)Math.Round(region.X * scaleX);
        var top = (int)Math.Round(region.Y * scaleY);
        var part = new Raster<Rgba32>(
            Math.Max(1, (int)Math.Round(region.Width * scaleX)), Math.Max(1, (int)Math.Round(region.Height * scaleY)));
        var first = Math.Clamp(-left, 0, part.Width);
        var count = Math.Clamp(image.Width - left, first, part.Width) - first;
        for (var y = 0; y < part.Height; y++)
        {
            var row = part.Row(y);
            row.Fill(new Rgba32(255, 255, 255));
            if (count > 0 && y + top >= 0 && y + top < image.Height)
            {
                image.Row(y + top).Slice(left + first, count).CopyTo(row[first..]);
            }
        }

        return part;
    }

    private static Raster<Rgba32> Replace(Raster<Rgba32> image, Func<Raster<Rgba32>, Raster<Rgba32>> change)
    {
        using (image)
        {
            return change(image);
        }
    }
}
