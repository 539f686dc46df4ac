using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.PixelArt.Sheets;

/// <summary>The two shapes in which Aseprite tells where the frames of a sheet stand.</summary>
public enum SheetData
{
    /// <summary>An object with a member for each frame, by its name.</summary>
    Hash,

    /// <summary>An array of frames with their names.</summary>
    Array,
}

/// <summary>Writes the description of a sprite sheet in the shape that Aseprite exports.</summary>
/// <param name="Loops">How often the animation is played; 0 for ever.</param>
internal sealed record SheetJson(FrameLayout Layout, IReadOnlyList<int> Milliseconds, int Loops, bool IsIndexed)
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="form">Whether frames are members of an object or elements of an array.</param>
    /// <param name="extension">Extension of the animation's file, with its dot.</param>
    /// <param name="provenance">How it was made, or null.</param>
    public void Write(Stream target, SheetData form, string image, string title, string extension, ProvenanceRecord? provenance)
    {
        var frames = Lines(json => Frames(json, form, title, extension));
        var meta = Lines(json => Meta(json, image, title));

        // The provenance stands in one line, so that it is found without a parser.
        var made = provenance is null ? "" : $",\n  {ProvenanceMarkup.JsonStart}{ProvenanceText.Write(provenance)}";
        var text = $"{{ \"frames\": {frames},\n \"meta\": {meta[..meta.LastIndexOf('\n')].Replace("\n", "\n ")}{made}\n }}\n}}\n";
        target.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string Lines(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void Frames(Utf8JsonWriter json, SheetData form, string title, string extension)
    {
        if (form == SheetData.Array)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartObject();
        }

        for (var i = 0; i < Milliseconds.Count; i++)
        {
            // As Aseprite names them: "walk.gif", and where there are several "walk 0.gif".
            var name = Milliseconds.Count == 1 ? title + extension : string.Create(CultureInfo.InvariantCulture, $"{title} {i}{extension}");
            if (form == SheetData.Array)
            {
                json.WriteStartObject();
                json.WriteString("filename", name);
            }
            else
            {
                json.WriteStartObject(name);
            }

            var (x, y) = Layout.Place(i);
            Box(json, "frame", x, y, Layout.FrameWidth, Layout.FrameHeight);
            json.WriteBoolean("rotated", false);
            json.WriteBoolean("trimmed", false);
            Box(json, "spriteSourceSize", 0, 0, Layout.FrameWidth, Layout.FrameHeight);
            Size(json, "sourceSize", Layout.FrameWidth, Layout.FrameHeight);
            json.WriteNumber("duration", Milliseconds[i]);
            json.WriteEndObject();
        }

        if (form == SheetData.Array)
        {
            json.WriteEndArray();
        }
        else
        {
            json.WriteEndObject();
        }
    }

    private void Meta(Utf8JsonWriter json, string image, string title)
    {
        json.WriteStartObject();
        json.WriteString("app", "https://stylize.example/");
        json.WriteString("version", typeof(SheetJson).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");
        json.WriteString("image", image);
        json.WriteString("format", IsIndexed ? "I8" : "RGBA8888");
        Size(json, "size", Layout.Width, Layout.Height);
        json.WriteString("scale", "1");
        json.WriteStartArray("frameTags");
        json.WriteStartObject();
        json.WriteString("name", title);
        json.WriteNumber("from", 0);
        json.WriteNumber("to", Milliseconds.Count - 1);
        json.WriteString("direction", "forward");
        if (Loops > 0)
        {
            json.WriteString("repeat", Loops.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("layers");
        json.WriteStartObject();
        json.WriteString("name", "Layer 1");
        json.WriteNumber("opacity", 255);
        json.WriteString("blendMode", "normal");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("slices");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Box(Utf8JsonWriter json, string name, int x, int y, int width, int height)
    {
        json.WriteStartObject(name);
        json.WriteNumber("x", x);
        json.WriteNumber("y", y);
        json.WriteNumber("w", width);
        json.WriteNumber("h", height);
        json.WriteEndObject();
    }

    private static void Size(Utf8JsonWriter json, string name, int width, int height)
    {
        json.WriteStartObject(name);
        json.WriteNumber("w", width);
        json.WriteNumber("h", height);
        json.WriteEndObject();
    }
}

/// <summary>Where the frames of a sprite sheet stand: a grid, filled row by row.</summary>
internal readonly record struct FrameLayout(int Columns, int Width, int Height, int FrameWidth, int FrameHeight, int Padding)
{
    /// <summary>Longest side of a sheet in pixels, which graphics cards take.</summary>
    public const int MaxSide = 16_384;

    /// <summary>
    /// The grid for a number of frames. Without a number of columns it is the one that is nearest to a square; in powers of two the one of
    /// fewest pixels, and among these the one nearest to a square.
    /// </summary>
    /// <exception cref="StylizeException">OperationFailed: the sheet would be too large.</exception>
    public static FrameLayout Of(int frames, int frameWidth, int frameHeight, int? columns, int padding, bool powerOfTwo, string name)
    {
        var choices = columns is { } given ? [given] : Enumerable.Range(1, frames);
        var (width, height, chosen) = choices.Select(Size)
            .OrderBy(s => powerOfTwo ? s.Width * s.Height : 0)
            .ThenBy(s => Math.Max(s.Width, s.Height))
            .ThenBy(s => s.Width * s.Height)
            .ThenByDescending(s => s.Columns)
            .First();
        if (Math.Max(width, height) > MaxSide)
        {
            throw new StylizeException(
                StylizeError.OperationFailed,
                name,
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"The sheet of {frames} frames of '{name}' would be {width:N0} x {height:N0} pixels; a side has {MaxSide:N0} at most."),
                "Give a smaller {Scale} or {Width}, or another {SheetColumns}.");
        }

        return new FrameLayout(chosen, (int)width, (int)height, frameWidth, frameHeight, padding);

        (long Width, long Height, int Columns) Size(int n)
        {
            var rows = (frames + n - 1) / n;
            var size = (Width: padding + ((long)n * (frameWidth + padding)), Height: padding + ((long)rows * (frameHeight + padding)));
            return powerOfTwo ? (RoundUp(size.Width), RoundUp(size.Height), n) : (size.Width, size.Height, n);
        }
    }

    public (int X, int Y) Place(int frame) => (
        Padding + (frame % Columns * (FrameWidth + Padding)), Padding + (frame / Columns * (FrameHeight + Padding)));

    private static long RoundUp(long value) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value);
}
