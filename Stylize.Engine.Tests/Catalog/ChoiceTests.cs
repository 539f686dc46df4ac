using System.Security.Cryptography;
using Stylize.Engine.Catalog.Lines;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Each value of an option with choices does something of its own: one that is only added to its enumeration
/// would have the result of another, in silence.</summary>
public sealed class ChoiceTests : CliTest
{
    private static readonly OptionDeclaration[] All =
        [.. OperationCatalog.Find("pixel-art", OperationCatalog.All).OptionTypes
            .SelectMany(type => OptionSet.ForRecord(type).All)];

    public static TheoryData<string> Options =>
        [.. All.Where(option => Choices(option).Length > 0 && !option.Declared.OnlyInPresets)
            .Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Each_value_has_a_result_of_its_own(string option)
    {
        _folder.Image("a.png", 160, 120, (x, y) => (x - 60) * (x - 60) + ((y - 60) * (y - 60)) < 1600
            ? new Rgba32((byte)(90 + x), (byte)(200 - y), 60) : new Rgba32((byte)(2 * y), 120, (byte)(x + 60)));
        var declared = All.Single(one => one.Name == option);
        var results = new Dictionary<string, string>();
        foreach (var value in Choices(declared))
        {
            var given = new DeclaredValues(new Random(1), "pico-8").Meet(
                All, new() { [option] = value }, declared);
            foreach (var side in given.Keys.Intersect(["Width", "Height"]).ToArray()) given[side] = "24";
            var run = _folder.Run(
                ["pixel-art", "a.png", "-o", $"{value}/", .. given.Select(
                    pair => $"--{OptionWords.Kebab(pair.Key)}={pair.Value}")]);
            if (run.ExitCode == 2) continue;
            results[value] = string.Join(' ', Directory.GetFiles(_folder[value]).Select(
                file => $"{Path.GetExtension(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));
        }

        Assert.Equal("", string.Join("; ", results.GroupBy(result => result.Value).Where(same => same.Count() > 1)
            .Select(same => string.Join(" = ", same.Select(result => result.Key)))));
    }

    private static string[] Choices(OptionDeclaration option) =>
        (Nullable.GetUnderlyingType(option.ElementType) ?? option.ElementType) is { IsEnum: true } type
            && !option.IsList ? Enum.GetNames(type) : [];
}
