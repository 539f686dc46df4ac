namespace Stylize.Engine.Tests.Architecture;

/// <summary>Front ends do not ask which operation they serve: its definition answers.</summary>
public sealed class FrontEndTests
{
    private static readonly string[] FrontEnds = ["Stylize.Cli", "Stylize.PowerShell", "Stylize.Services"];

    /// <summary>Finds type patterns and comparisons with the options record of an operation.</summary>
    private static readonly Regex Question = new(
        string.Format(
            CultureInfo.InvariantCulture,
            @"\b(is|not|or|and|case)\s+({0})\b|OfType<({0})>|[!=]=\s*typeof\(({0})\)|^\s*\(?({0})( \w+| \{{[^}}]*\}})?(, .*)? =>",
            string.Join('|', OperationCatalog.All.Select(operation => operation.OptionsType.Name))),
        RegexOptions.Multiline);

    [Fact]
    public void No_front_end_asks_which_operation_it_serves()
    {
        var asking = FrontEnds
            .SelectMany(
                project => Directory.EnumerateFiles(Checkout.Path(project), "*.cs", SearchOption.AllDirectories))
            .Where(file =>
                !file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Question.Matches(File.ReadAllText(file))
                .Select(found => $"{Path.GetFileName(file)}: {found.Value.Trim()}"));
        Assert.Empty(asking);
    }
}
