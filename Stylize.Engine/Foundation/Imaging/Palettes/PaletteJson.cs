namespace Stylize.Engine.Imaging.Palettes;

/// <summary>
/// Reads lists of colors with codes and names as JSON: an array, an array in a member of an object, or an object with a
/// member per color. A color is text of hex digits, an array like the line of a table, or an object whose members are
/// the columns of <see cref="PaletteTable"/>.
/// The three numbers may be an array or object of their own, such as "rgb".
/// </summary>
internal static class PaletteJson
{
    private const int MaxDepth = 16;

    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, or OptionInvalid: no color, or too
    /// many.</exception>
    public static Palette Read(string path)
    {
        var bytes = InputFile.ReadAll(path);
        var text = bytes.AsSpan();
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        Node root;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions
            {
                AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth,
            });
            reader.Read();
            root = Parse(ref reader, null);
            if (reader.Read()) throw PaletteFile.Unreadable(path, "it has text after the list");
        }
        catch (JsonException failure)
        {
            throw PaletteFile.Unreadable(path, Invariant($"line {(failure.LineNumber ?? 0) + 1} is not valid JSON"));
        }
        catch (InvalidOperationException)
        {
            throw PaletteFile.Unreadable(path, "it has text that is not valid UTF-8");
        }

        var entries = new List<(Rgba32, PaletteLabel?)>();
        foreach (var item in List(root))
        {
            var (color, label) = Color(item);
            entries.Add((color ?? throw PaletteFile.Unreadable(path, Invariant(
                $"line {text[..item.Start].Count((byte)'\n') + 1} has no color as hex digits or as three numbers up to 255")), label));
        }

        return Palette.FromEntries(path, entries);
    }

    /// <summary>Returns the list of colors: the items themselves, or those of the first member that is a list of
    /// colors.</summary>
    private static IReadOnlyList<Node> List(Node node) => node.IsArray ? node.Items
        : node.Items.FirstOrDefault(
            member => member.Items.Any(item => Color(item).Color is not null) && Color(member).Color is null)?.Items
            ?? node.Items;

    private static (Rgba32? Color, PaletteLabel? Label) Color(Node item)
    {
        if (!item.IsObject)
        {
            List<string> cells = [.. item.Key is { } key ? [key] : Array.Empty<string>(),
                .. item.IsArray ? Texts(item) : [item.Text]];
            return PaletteColumns.OfValues(cells) is { } values
                ? (values.Color(cells), values.Label(cells)) : (null, null);
        }

        var (headings, row) = (new List<string>(), new List<string>());
        if (item.Key is not null)
        {
            headings.Add("code");
            row.Add(item.Key);
        }

        foreach (var member in item.Items)
        {
            if (member.IsArray && member.Items.Count == 3)
            {
                headings.AddRange("r", "g", "b");
                row.AddRange(Texts(member));
            }
            else if (member.IsObject)
            {
                headings.AddRange(member.Items.Select(inner => inner.Key!));
                row.AddRange(Texts(member));
            }
            else
            {
                headings.Add(member.Key!);
                row.Add(member.Text);
            }
        }

        var columns = PaletteColumns.OfHeadings(headings);
        return (columns?.Color(row), columns?.Label(row));
    }

    private static IEnumerable<string> Texts(Node node) => node.Items.Select(item => item.Text);

    private static Node Parse(ref Utf8JsonReader reader, string? key)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return new Node(start, key, reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Null => "",
                _ => Encoding.UTF8.GetString(reader.ValueSpan),
            });
        }

        var isObject = reader.TokenType == JsonTokenType.StartObject;
        var items = new List<Node>();
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            string? name = null;
            if (isObject)
            {
                name = reader.GetString()!;
                reader.Read();
            }

            items.Add(Parse(ref reader, name));
        }

        return new Node(start, key, "") { Items = items, IsObject = isObject, IsArray = !isObject };
    }

    /// <summary>A value of the file.</summary>
    /// <param name="Start">Position of its start in the text, in bytes.</param>
    /// <param name="Key">Name of the member that it is; null in an array.</param>
    /// <param name="Text">Text of a string, number or word; empty for arrays and objects.</param>
    private sealed record Node(int Start, string? Key, string Text)
    {
        public IReadOnlyList<Node> Items { get; init; } = [];
        public bool IsObject { get; init; }
        public bool IsArray { get; init; }
    }
}
