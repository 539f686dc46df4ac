namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Writes a .g2d file as one HTML page, which draws it at any zoom with the modules of the web component in web/src.</summary>
/// <remarks>The page needs no network. Its policy allows only its own script and style.</remarks>
internal static partial class GaussianPage
{
    /// <summary>Modules in web/src, each after those that it imports. The element is not among them.</summary>
    private static readonly string[] Modules =
        ["container", "coder", "model", "planes", "boxes", "compact", "decode", "motion", "animation", "draw", "webgl"];

    /// <param name="file">A complete .g2d file.</param>
    /// <param name="target">Receives UTF-8 text; left open.</param>
    public static void Write(
        ReadOnlyMemory<byte> file, Stream target, GaussianPageOptions options, CancellationToken cancellation = default)
    {
        var page = Resource("GaussianPage.html").Replace("@@MODULES@@", Joined());
        using var writer = new StreamWriter(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        foreach (var part in page.Split("@@"))
        {
            cancellation.ThrowIfCancellationRequested();
            switch (part)
            {
                case "POLICY": writer.Write(Policy(page)); break;
                case "TITLE": writer.Write(Markup.Text(options.Title)); break;
                case "PROVENANCE": writer.Write(options.Provenance is { } record ? ProvenanceMarkup.Html(record) : ""); break;
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

    /// <summary>Returns the modules as one script. Each becomes a function that returns its exports, such as decodeModule.</summary>
    private static string Joined() => string.Concat(Modules.Select(name => Joined(name, Resource($"{name}.js"))));

    private static string Joined(string name, string source)
    {
        List<string> exports = [];
        var text = Import().Replace(Indentation().Replace(source, ""), import =>
        {
            if (import.Groups["kind"].Value == "export")
            {
                exports.Add(import.Groups["names"].Value);
            }

            return $"const {{ {import.Groups["names"].Value} }} = {import.Groups["module"].Value}Module;";
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

    [GeneratedRegex(@"^(?<kind>import|export) \{ (?<names>[^}]+) \} from '\./(?<module>\w+)\.js';$", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?<kind>const |class )(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Export();
}

/// <param name="Photograph">The photograph to compare with; null for none.</param>
internal sealed record GaussianPageOptions(string Title, EncodedPicture? Photograph = null, ProvenanceRecord? Provenance = null);

internal readonly record struct EncodedPicture(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public string ToElement() => $"<img alt=\"\" src=\"{Markup.DataUri(MediaType, Bytes.Span)}\">";
}
