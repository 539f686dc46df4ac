namespace Stylize.Engine.PixelArt.Sheets;

/// <summary>The two forms in which Aseprite lists the frames of a sheet.</summary>
public enum SheetData
{
    /// <summary>An object with one member per frame, by name.</summary>
    Hash,

    /// <summary>An array of frames, with their names.</summary>
    Array,
}

/// <summary>An animation or a still on a sheet.</summary>
/// <param name="Name">Name of the input without extension.</param>
/// <param name="Extension">Extension of the input's file, with the dot.</param>
/// <param name="Loops">Number of times that it is played; 0 for infinitely.</param>
/// <param name="Milliseconds">Durations of its frames.</param>
/// <param name="Parts">The tags of the input.</param>
internal sealed record SheetTag(
    string Name, string Extension, int Loops, IReadOnlyList<int> Milliseconds, IReadOnlyList<FrameTag> Parts);

/// <summary>Writes the description of a sprite sheet in the format of Aseprite, which most programs that read
/// TexturePacker's also read. The names of the frames of each animation are added in the form of
/// TexturePacker.</summary>
internal sealed record SheetJson(
    SheetLayout Layout, IReadOnlyList<SheetFrame> Frames, IReadOnlyList<SheetTag> Tags, bool IsIndexed)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="provenance">The provenance to include, or null.</param>
    public void Write(Stream target, SheetData form, string image, ProvenanceRecord? provenance)
    {
        var frames = FrameList(form).ToJsonString(Indented);
        var animations = Animations().ToJsonString(Indented).Replace("\n", "\n ");
        var meta = Meta(image).ToJsonString(Indented);

        // The provenance is on one line, so that it can be found without a parser.
        var made = provenance is null ? "" : $",\n  {ProvenanceMarkup.JsonStart}{ProvenanceText.Write(provenance)}";
        var text = $"{{ \"frames\": {frames},\n \"animations\": {animations},\n"
            + $" \"meta\": {meta[..meta.LastIndexOf('\n')].Replace("\n", "\n ")}{made}\n }}\n}}\n";
        target.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Returns the names of the frames of an animation, as Aseprite does: "walk.gif" for one frame, otherwise
    /// "walk 0.gif" and so on.</summary>
    private static IEnumerable<string> Names(SheetTag tag) => tag.Milliseconds.Count == 1
        ? [tag.Name + tag.Extension]
        : tag.Milliseconds.Select((_, i) => Invariant($"{tag.Name} {i}{tag.Extension}"));

    private JsonNode FrameList(SheetData form)
    {
        var list = new JsonArray();
        var named = new JsonObject();
        var times = Tags.SelectMany(tag => tag.Milliseconds).ToArray();
        foreach (var (i, name) in Tags.SelectMany(Names).Index())
        {
            var (size, shown) = (Frames[i].Size, Frames[i].Shown);
            var frame = new JsonObject();
            if (form == SheetData.Array)
            {
                frame["filename"] = name;
                list.Add((JsonNode)frame);
            }
            else
            {
                named[name] = frame;
            }

            frame["frame"] = Box(Layout.Boxes[i]);
            frame["rotated"] = false;
            frame["trimmed"] = (shown.Width, shown.Height) != size;
            frame["spriteSourceSize"] = Box(shown);
            frame["sourceSize"] = Size(size.Width, size.Height);
            frame["duration"] = times[i];
        }

        return form == SheetData.Array ? list : named;
    }

    private JsonObject Animations() => new(Tags.Select(tag => KeyValuePair.Create(
        tag.Name, (JsonNode?)new JsonArray([.. Names(tag).Select(name => JsonValue.Create(name))]))));

    private JsonObject Meta(string image)
    {
        var tags = new JsonArray();
        var first = 0;
        foreach (var tag in Tags)
        {
            // The tags of the only input replace its name.
            var whole = new FrameTag(tag.Name, 0, tag.Milliseconds.Count - 1) { Repeat = tag.Loops };
            foreach (var part in Tags.Count == 1 && tag.Parts.Count > 0 ? tag.Parts : [whole, .. tag.Parts])
            {
                tags.Add((JsonNode)Entry(part, first));
            }

            first += tag.Milliseconds.Count;
        }

        return new JsonObject
        {
            ["app"] = "Stylize",
            ["version"] = ProvenanceRecord.ThisVersion,
            ["image"] = image,
            ["format"] = IsIndexed ? "I8" : "RGBA8888",
            ["size"] = Size(Layout.Width, Layout.Height),
            ["scale"] = "1",
            ["frameTags"] = tags,
            ["layers"] =
                new JsonArray(new JsonObject { ["name"] = "Layer 1", ["opacity"] = 255, ["blendMode"] = "normal" }),
            ["slices"] = new JsonArray(),
        };
    }

    /// <param name="first">Number of the first frame of the input.</param>
    private static JsonObject Entry(FrameTag tag, int first)
    {
        var direction = tag.Direction switch
        {
            TagDirection.Reverse => "reverse",
            TagDirection.PingPong => "pingpong",
            TagDirection.PingPongReverse => "pingpong_reverse",
            _ => "forward",
        };
        var entry = new JsonObject
        {
            ["name"] = tag.Name, ["from"] = first + tag.First, ["to"] = first + tag.Last, ["direction"] = direction,
        };
        if (tag.Repeat > 0)
        {
            entry["repeat"] = Invariant($"{tag.Repeat}");
        }

        return entry;
    }

    private static JsonObject Box(SheetBox box) =>
        new() { ["x"] = box.X, ["y"] = box.Y, ["w"] = box.Width, ["h"] = box.Height };

    private static JsonObject Size(int width, int height) => new() { ["w"] = width, ["h"] = height };
}

/// <summary>A frame before it has a place: the size of its cells, and the part of them to show.</summary>
/// <param name="Size">Width and height of the frame in pixels.</param>
/// <param name="Shown">The shown part of the frame; the whole frame unless it is trimmed.</param>
internal readonly record struct SheetFrame((int Width, int Height) Size, SheetBox Shown);

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct SheetBox(int X, int Y, int Width, int Height);

/// <summary>
/// The positions of the frames of several animations on a sheet: each animation starts a new row; without trimming, all
/// cells have the same size, so that the sheet can also be cut by a grid.
/// </summary>
internal sealed class SheetLayout
{
    /// <summary>Maximum side of a sheet in pixels, as supported by graphics cards.</summary>
    private const int MaxSide = 16_384;

    private SheetLayout(int width, int height, IReadOnlyList<SheetBox> boxes) =>
        (Width, Height, Boxes) = (width, height, boxes);

    public int Width { get; }
    public int Height { get; }

    /// <summary>The place of each frame on the sheet, in their order.</summary>
    public IReadOnlyList<SheetBox> Boxes { get; }

    /// <param name="rows">The frames of each animation.</param>
    /// <param name="columns">Maximum number of frames per row; null for one row per animation, or a nearly square sheet
    /// of a single animation or of stills.</param>
    /// <param name="name">The input, for errors.</param>
    /// <exception cref="StylizeException">OperationFailed: the sheet would be too large.</exception>
    public static SheetLayout ForFrames(
        IReadOnlyList<IReadOnlyList<SheetFrame>> rows, int? columns, int padding, bool powerOfTwo, string name)
    {
        var all = rows.SelectMany(row => row).ToArray();

        // Stills fill the grid together, as the frames of one animation do.
        var isGrid = rows.Count == 1 || rows.All(row => row.Count == 1);
        var perRow = columns ?? (isGrid
            ? BestColumns(all.Length, all.Max(f => f.Shown.Width), all.Max(f => f.Shown.Height), padding, powerOfTwo)
            : rows.Max(row => row.Count));
        var boxes = new List<SheetBox>();
        var (width, top) = (0, padding);
        foreach (var row in (isGrid ? [all] : rows).SelectMany(row => row.Chunk(perRow)))
        {
            var left = padding;
            foreach (var frame in row)
            {
                boxes.Add(new SheetBox(left, top, frame.Shown.Width, frame.Shown.Height));
                left = checked(left + frame.Shown.Width + padding);
            }

            width = Math.Max(width, left);
            top = checked(top + row.Max(frame => frame.Shown.Height) + padding);
        }

        var height = top;
        if (powerOfTwo)
        {
            (width, height) = ((int)RoundUp(width), (int)RoundUp(height));
        }

        RequireSide(all.Length, width, height, name);
        return new SheetLayout(width, height, boxes);
    }

    /// <summary>Returns the number of columns of the grid that is nearest to a square; with sides that are powers of
    /// two, of the grid of fewest pixels, and of these the one nearest to a square.</summary>
    private static int BestColumns(int frames, int frameWidth, int frameHeight, int padding, bool powerOfTwo)
    {
        return Enumerable.Range(1, frames).Select(Size)
            .OrderBy(s => powerOfTwo ? s.Width * s.Height : 0)
            .ThenBy(s => Math.Max(s.Width, s.Height))
            .ThenBy(s => s.Width * s.Height)
            .ThenByDescending(s => s.Columns)
            .First().Columns;

        (long Width, long Height, int Columns) Size(int columns)
        {
            var rows = (frames + columns - 1) / columns;
            var (width, height) =
                (padding + ((long)columns * (frameWidth + padding)), padding + ((long)rows * (frameHeight + padding)));
            return powerOfTwo ? (RoundUp(width), RoundUp(height), columns) : (width, height, columns);
        }
    }

    private static void RequireSide(int frames, long width, long height, string name)
    {
        if (Math.Max(width, height) > MaxSide) throw Errors.SheetTooLarge.With(name, frames, width, height, MaxSide);
    }

    private static long RoundUp(long side) => (long)BitOperations.RoundUpToPowerOf2((ulong)side);
}
