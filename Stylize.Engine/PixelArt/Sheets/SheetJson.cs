using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.PixelArt.Sheets;

/// <summary>The two forms in which Aseprite lists the frames of a sheet.</summary>
public enum SheetData
{
    /// <summary>An object with one member per frame, by name.</summary>
    Hash,

    /// <summary>An array of frames, with their names.</summary>
    Array,
}

/// <summary>Writes the description of a sprite sheet in the format of Aseprite.</summary>
/// <param name="Loops">Number of times that the animation is played; 0 for infinitely.</param>
internal sealed record SheetJson(FrameLayout Layout, IReadOnlyList<int> Milliseconds, int Loops, bool IsIndexed)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="extension">Extension of the animation's file, with the dot.</param>
    /// <param name="provenance">The provenance to include, or null.</param>
    public void Write(Stream target, SheetData form, string image, string title, string extension, ProvenanceRecord? provenance)
    {
        var frames = Frames(form, title, extension).ToJsonString(Indented);
        var meta = Meta(image, title).ToJsonString(Indented);

        // The provenance is on one line, so that it can be found without a parser.
        var made = provenance is null ? "" : $",\n  {ProvenanceMarkup.JsonStart}{ProvenanceText.Write(provenance)}";
        var text = $"{{ \"frames\": {frames},\n \"meta\": {meta[..meta.LastIndexOf('\n')].Replace("\n", "\n ")}{made}\n }}\n}}\n";
        target.Write(Encoding.UTF8.GetBytes(text));
    }

    private JsonNode Frames(SheetData form, string title, string extension)
    {
        var list = new JsonArray();
        var named = new JsonObject();
        for (var i = 0; i < Milliseconds.Count; i++)
        {
            // Aseprite's names: "walk.gif" for one frame, otherwise "walk 0.gif" and so on.
            var name = Milliseconds.Count == 1 ? title + extension : string.Create(CultureInfo.InvariantCulture, $"{title} {i}{extension}");
            var (x, y) = Layout.Position(i);
            var frame = new JsonObject();
            if (form == SheetData.Array)
            {
                frame["filename"] = name;
                list.Add(frame);
            }
            else
            {
                named[name] = frame;
            }

            frame["frame"] = Box(x, y);
            frame["rotated"] = false;
            frame["trimmed"] = false;
            frame["spriteSourceSize"] = Box(0, 0);
            frame["sourceSize"] = Size(Layout.FrameWidth, Layout.FrameHeight);
            frame["duration"] = Milliseconds[i];
        }

        return form == SheetData.Array ? list : named;
    }

    private JsonObject Meta(string image, string title)
    {
        var tag = new JsonObject { ["name"] = title, ["from"] = 0, ["to"] = Milliseconds.Count - 1, ["direction"] = "forward" };
        if (Loops > 0)
        {
            tag["repeat"] = Loops.ToString(CultureInfo.InvariantCulture);
        }

        return new JsonObject
        {
            ["app"] = "Stylize",
            ["version"] = typeof(SheetJson).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
            ["image"] = image,
            ["format"] = IsIndexed ? "I8" : "RGBA8888",
            ["size"] = Size(Layout.Width, Layout.Height),
            ["scale"] = "1",
            ["frameTags"] = new JsonArray(tag),
            ["layers"] = new JsonArray(new JsonObject { ["name"] = "Layer 1", ["opacity"] = 255, ["blendMode"] = "normal" }),
            ["slices"] = new JsonArray(),
        };
    }

    private JsonObject Box(int x, int y) => new() { ["x"] = x, ["y"] = y, ["w"] = Layout.FrameWidth, ["h"] = Layout.FrameHeight };

    private static JsonObject Size(int width, int height) => new() { ["w"] = width, ["h"] = height };
}

/// <summary>The positions of the frames of a sprite sheet: a grid, filled row by row.</summary>
internal readonly record struct FrameLayout(int Columns, int Width, int Height, int FrameWidth, int FrameHeight, int Padding)
{
    /// <summary>Maximum side of a sheet in pixels, as supported by graphics cards.</summary>
    public const int MaxSide = 16_384;

    /// <summary>Returns the grid for a number of frames. Without a number of columns, it is the grid that is nearest to a square; with
    /// sides that are powers of two, the grid of fewest pixels, and of these the one nearest to a square.</summary>
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
                    $"The sheet of {frames} frames of '{name}' would be {width:N0} x {height:N0} pixels; the limit is {MaxSide:N0}."),
                "Use a smaller {Scale} or {Width}, or a different {SheetColumns}.");
        }

        return new FrameLayout(chosen, (int)width, (int)height, frameWidth, frameHeight, padding);

        (long Width, long Height, int Columns) Size(int n)
        {
            var rows = (frames + n - 1) / n;
            var size = (Width: padding + ((long)n * (frameWidth + padding)), Height: padding + ((long)rows * (frameHeight + padding)));
            return powerOfTwo ? (RoundUp(size.Width), RoundUp(size.Height), n) : (size.Width, size.Height, n);
        }
    }

    public (int X, int Y) Position(int frame) => (
        Padding + (frame % Columns * (FrameWidth + Padding)), Padding + (frame / Columns * (FrameHeight + Padding)));

    private static long RoundUp(long value) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value);
}
