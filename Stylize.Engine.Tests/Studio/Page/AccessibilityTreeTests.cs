using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>What a screen reader finds in each view: roles and names in reading order.</summary>
[Collection(SharedStudioCollection.Name)]
public sealed class AccessibilityTreeTests(SharedStudio studio)
{
    private const string Photo = "pixel-art/Default/photo.jpg?Colors=8";

    /// <summary>Roles that only group what is in them.</summary>
    private static readonly HashSet<string> Silent =
    [
        "generic", "none", "StaticText", "InlineTextBox", "ListMarker", "LabelText", "paragraph", "Abbr",
        "MenuListPopup", "option",
        "RootWebArea", "strong", "LineBreak", "Details", "form", "DisclosureTriangleGrouped", "listitem", "emphasis",
    ];

    [Fact<Chromium>]
    public async Task The_header_the_bar_and_the_line_are_read_in_order()
    {
        await using var opened = await studio.OpenFullAsync(Photo);
        Assert.Equal(
            [
                "banner: ", "heading: Stylize Studio", "button: Choose an input, now photo.jpg", "navigation: Operations",
                "button: Pixel art",
                "button: Restore", "button: Dot art", "button: Trace", "button: Gaussian encode",
                "button: Gaussian decode",
                "button: Gaussian edit", "button: Segment", "button: Regions", "toolbar: History and help",
                "button: Undo (Ctrl+Z)", "button: Redo (Ctrl+Shift+Z)", "button: Keyboard shortcuts (?)",
            ],
            await ReadAsync(opened.Tab, "header"));
        Assert.Equal(
            [
                "main: Picture", "image: Picture. Pixel art: photo.jpg, full",
                $"link: Download photo.pixelart.png, {await opened.Tab["#file"].TextAsync()}",
                "toolbar: Picture tools", "button: Variants",
                "button: Compare", "button: Pin", "group: Zoom", "button: Zoom out (−)", "status: Zoom", "button: Zoom in (+)",
                "button: Fit (0)", "button: 1:1",
            ],
            await ReadAsync(opened.Tab, "main"));
        Assert.Equal(
            [
                "contentinfo: Command line", "code: ", "button: Copy",
                "radiogroup: Language of the line", "radio: PowerShell", "radio: Shell",
                "list: Options that differ from the preset", "button: Reset Colors 8",
                "button: Reset all", "button: Save as preset", "button: Run on this folder", "button: Copy picture",
                "button: Save picture",
            ],
            await ReadAsync(opened.Tab, "footer"));
    }

    [Fact<Chromium>]
    public async Task A_new_picture_is_announced_with_its_time()
    {
        await using var opened = await studio.OpenFullAsync(Photo);
        await opened.Tab["#heard"].WaitAsync(@"/^Pixel art: photo\.jpg, full, [\d.]+ m?s$/.test(this.textContent)");
        var node = await NodeAsync(opened.Tab, "#heard");
        Assert.Equal("status", Text(node, "role"));
        Assert.Equal("polite", node.GetProperty("properties").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "live").GetProperty("value").GetProperty("value")
            .GetString());
        Assert.Equal("alert", await opened.Tab["#message"].ReadAsync<string>("this.role"));
        opened.RequireNoErrors();
    }

    [Theory<Chromium>]
    [InlineData("#input", "#inputs", "dialog: Inputs", "button: Open a picture Or drop or paste it")]
    [InlineData("#preset", "#presets", "dialog: Presets", "button: Default")]
    [InlineData("#show-help", "#shortcuts", "dialog: Keyboard shortcuts", "button: Close")]
    [InlineData("#show-save-picture", "#save", "dialog: Save picture", "textbox: File or folder", "button: Cancel",
        "button: Save")]
    [InlineData(
        "#show-save-preset", "#save", "dialog: Save as preset", "textbox: Name", "button: Cancel", "button: Save")]
    [InlineData(
        "#show-run", "#run-folder", "dialog: Run on “in”", "textbox: Output folder", "checkbox: Replace existing files",
        "button: Close", "button: Run")]
    [InlineData("#show-variants", "#variants", "region: Variants", "combobox: Variants of", "button: Close (Esc)")]
    public async Task Each_window_has_a_name_takes_the_focus_and_names_its_controls(
        string opener, string window, params string[] expected)
    {
        await using var opened = await studio.OpenFullAsync(Photo);
        var tab = opened.Tab;
        await tab[opener].PressAsync("Enter");
        await tab[window].WaitAsync("this.contains(document.activeElement)");
        var lines = await ReadAsync(tab, window);
        Assert.Equal(expected[0], lines[0]);
        Assert.Equal(expected, lines.Where(expected.Contains));
        await tab.PressAsync("Escape");
        await tab[opener].WaitAsync("document.activeElement === this");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task The_table_of_regions_has_headers_that_sort_and_rows_that_take_the_focus()
    {
        await using var opened = await studio.OpenFullAsync("regions/Default/" + SharedStudio.Tile);
        var lines = await ReadAsync(opened.Tab, "#table");
        Assert.Equal("region: Regions", lines[0]);
        Assert.StartsWith("heading: ", lines[1]);
        Assert.Contains("table: ", lines);
        Assert.Contains("button: Area (px²)", lines);
        Assert.True(lines.Count(line => line.StartsWith("row: ", StringComparison.Ordinal)) > 5);
    }

    /// <summary>Returns the role and the name of each node of an element, in reading order.</summary>
    private static async Task<List<string>> ReadAsync(Tab tab, string selector)
    {
        var tree = await tab.CallAsync("Accessibility.getFullAXTree");
        var nodes = tree.GetProperty("nodes").EnumerateArray()
            .DistinctBy(node => node.GetProperty("nodeId").GetString())
            .ToDictionary(node => node.GetProperty("nodeId").GetString()!);
        var root = (await NodeAsync(tab, selector)).GetProperty("nodeId").GetString()!;
        var lines = new List<string>();
        Add(nodes[root]);
        return lines;

        void Add(JsonElement node)
        {
            if (!node.GetProperty("ignored").GetBoolean() && !Silent.Contains(Text(node, "role")))
            {
                lines.Add($"{Text(node, "role")}: {Text(node, "name")}");
            }

            foreach (var child in node.GetProperty("childIds").EnumerateArray())
            {
                if (nodes.TryGetValue(child.GetString()!, out var next)) Add(next);
            }
        }
    }

    /// <summary>Returns the node of an element.</summary>
    private static async Task<JsonElement> NodeAsync(Tab tab, string selector)
    {
        await tab.CallAsync("Accessibility.enable");
        var found =
            await tab.CallAsync("Runtime.evaluate", new { Expression = $"document.querySelector('{selector}')" });
        var id = found.GetProperty("result").GetProperty("objectId").GetString();
        var tree = await tab.CallAsync("Accessibility.getPartialAXTree", new { ObjectId = id, FetchRelatives = false });
        return tree.GetProperty("nodes")[0];
    }

    internal static string Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var found) && found.TryGetProperty("value", out var value)
            ? value.ToString() : "";
}
