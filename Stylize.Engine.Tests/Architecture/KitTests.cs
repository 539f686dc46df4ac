using System.Reflection;
using Stylize.Engine.Tests.Imaging.Kit;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// The engines use the kit for pictures (Foundation/Imaging/Kit) instead of copies of its tools. A new tool of the kit
/// adds a pattern that finds a new copy, with a sample.
/// </summary>
public sealed partial class KitTests
{
    private static readonly (string Tool, Regex Copy, string Sample)[] Copies =
    [
        ("ColorSearch", NearestColor(),
            "nearest = palette[Array.IndexOf(labs, labs.MinBy(l => Lab.Distance(l, lab)))];"),
        ("ColorSearch", NearestColor(), "nearest = Math.Min(nearest, Lab.Distance(color, other));"),
        ("ColorSearch", NearestColor(),
            "if (_hues?.Allows(k) != false && Lab.Distance(_lab[k], tone) is var d && d < least)"),
        ("ColorSearch", NearestColor(), "best = Lab.Squared(colors[i], c) < Lab.Squared(colors[best], c) ? i : best;"),
        ("KMeans", ClusterSums(), "sums[nearest] += s;"),
        ("KMeans", ClusterSums(), "ref var sum = ref sums[Nearest(centers, c.Lab)];"),
        ("KMeans", ClusterSums(), "ref var sum = ref sums[_owner.Pointer[i]];"),
        ("Bilinear.Mix", BilinearMix(), "var upper = above[x] + (tx * (above[x + 1] - above[x]));"),
        ("Bilinear.Mix", BilinearMix(),
            "var top = plane[column, row] + (tx * (plane[right, row] - plane[column, row]));"),
        ("BlockMeans", BlockMean(), "var part = from[(x * size)..Math.Min(width, (x + 1) * size)];"),
        ("BlockMeans", BlockMean(), "for (var end = Math.Min(row.Length, x + block); x < end; x++)"),
        ("Opening", Extremes(), "while (tail > head && from[queue[tail - 1]] <= from[i])"),
        ("Opening", Extremes(), "TensorPrimitives.Min(near, far, next[..^shift]);"),
        ("GaussianBlur", Kernel(), "kernel[i] = MathF.Exp(-(i - radius) * (i - radius) / (2f * sigma * sigma));"),
        ("GaussianBlur.Mirror", Mirrored(), "return index < length ? index : period - 1 - index;"),
        ("DisjointSets", UnionFind(), "run = parents[run] = parents[parents[run]];"),
        ("DisjointSets", UnionFind(), "while (_owners[piece] != piece)"),
        ("DisjointSets", UnionFind(), "for (var parent = parents[i]; parent != i; parent = parents[i])"),
        ("DisjointSets", UnionFind(), "pixel = Unsafe.Add(ref first, pixel) = Unsafe.Add(ref first, parent);"),
        ("FloodFill", Flood(), "if (x > 0) open.Push(pixel - 1);"),
        ("FloodFill", Flood(), "Visit(area[next] + image.Width);"),
        ("FloodFill", Flood(), "Visit(x - 1, y);"),
        ("LeastSquares", Elimination(), "rows[(i * Terms) + j] -= factor * rows[(row * Terms) + j];"),
    ];

    [Fact]
    public void Every_tool_of_the_kit_has_an_example_that_a_test_runs()
    {
        var files = Sources.Below(Path.Combine(Checkout.Root, "Stylize.Engine", "Foundation", "Imaging", "Kit"));
        Assert.All(files, file => Assert.Contains("<example><code>", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Equal(
            files.Sum(file => Regex.Count(File.ReadAllText(file), "<example>")),
            typeof(KitExamples).GetMethods().Count(Runs));

        static bool Runs(MethodInfo method) => method.IsDefined(typeof(FactAttribute));
    }

    [Fact]
    public void No_engine_has_a_copy_of_a_tool_of_the_kit()
    {
        Assert.All(Copies, copy => Assert.Matches(copy.Copy, copy.Sample));
        var found = from line in Sources.Lines(Engines())
                    from copy in Copies.DistinctBy(copy => copy.Copy)
                    where copy.Copy.IsMatch(line.Text)
                    select $"{copy.Tool} instead of {line}";
        Assert.Empty(found);
    }

    private static IEnumerable<string> Engines() => Sources.Below(Path.Combine(Checkout.Root, "Stylize.Engine"))
        .Where(file => !file.Contains(Path.Combine("Imaging", "Kit"), StringComparison.Ordinal));

    /// <summary>The minimum of the distances of colors, as the smallest of a list or kept by a loop.</summary>
    [GeneratedRegex(@"\.Min(By)?\([^;]*Lab\.(Distance|Squared)\(|Min\(\w[^;()]*, Lab\.(Distance|Squared)\("
        + @"|Lab\.(Distance|Squared)\([^;]*\)( is var \w+ && \w+)? < ([a-z]|Lab\.)")]
    private static partial Regex NearestColor();

    /// <summary>Sums of clusters of the nearest center.</summary>
    [GeneratedRegex(@"\b_?(sums?|means?|moments?)\[\s*(_owner\b|owners\[|\w*[nN]earest\b|cluster\b|clusterOf\b)")]
    private static partial Regex ClusterSums();

    /// <summary>a + (t * (b - a)) for elements a and b of a row or plane.</summary>
    [GeneratedRegex(@"(\w+\[[^\]]+\]) \+ \(\w+ \* \(\w+\[[^\]]+\] - \1\)\)")]
    private static partial Regex BilinearMix();

    /// <summary>The end of a block that may be clipped at the border.</summary>
    [GeneratedRegex(@"Math\.Min\([^;]*(\(x \+ 1\) \* (side|size|factor|block)\b|\bx \+ (size|factor|block)\))")]
    private static partial Regex BlockMean();

    /// <summary>The queue of a moving minimum, or the minimum of a row and itself, moved.</summary>
    [GeneratedRegex(@"queue\[tail - 1\]|TensorPrimitives\.(Min|Max)\([^;]*\bshift")]
    private static partial Regex Extremes();

    [GeneratedRegex(@"\bExp\([^;]*2f? \* sigma \* sigma")]
    private static partial Regex Kernel();

    [GeneratedRegex(@"period - 1 - ")]
    private static partial Regex Mirrored();

    [GeneratedRegex(@"-= factor \* \w+\[")]
    private static partial Regex Elimination();

    /// <summary>A step from an element to its parent, until an element is its own parent.</summary>
    [GeneratedRegex("""
        (?<sets>\w+)\[(?<element>\w+)\]\ =\ \k<sets>\[\k<sets>\[
        |(?:while|for)\ \(.*?(?<sets>\w+)\[(?<element>\w+)\].*?\ !=\ \k<element>\b
        |(?<element>\w+)\ =\ Unsafe\.Add\(ref\ (?<sets>\w+),\ \k<element>\)\ =\ Unsafe\.Add\(ref\ \k<sets>,
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex UnionFind();

    /// <summary>A visit of one neighbor of a pixel.</summary>
    [GeneratedRegex(@"\b(?:Push|Enqueue|Visit)\([^;]*(?:\bx [-+] 1, y|[\w\]] [-+] (?:1|[\w.]*[wW]idth|stride))\)")]
    private static partial Regex Flood();
}
