using Stylize.Engine.Catalog;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Preset files that are damaged, or no files at all (hostile review H4, H5, H16).</summary>
public sealed class DamagedPresetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("null", "holds no options")]
    [InlineData("[]", "holds no options")]
    [InlineData("{\n\"Width\": }", "line 2 is not JSON")]
    [InlineData("{\"LockedColors\":null}", "line 1 gives LockedColors a value")]
    [InlineData("{\"LockedColors\":[null]}", "line 1 gives LockedColors[0] a value")]
    [InlineData("{\"Width\":\"wide\"}", "line 1 gives Width a value")]
    [InlineData("{\"Breadth\":3}", "there is no option 'Breadth'")]
    [InlineData("{\"Colors\":900}", "Colors is 900; it must be 1 to 256")]
    [InlineData("", "line 1 is not JSON")]
    public void What_is_wrong_is_said_without_terms_of_the_library(string content, string why)
    {
        _folder.File("pixel-art/bad.json", content);
        var failure = Load();
        Assert.Contains($"'{_folder["pixel-art/bad.json"]}' cannot be read: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Stylize.Engine", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_no_text_are_refused()
    {
        _folder.File("pixel-art/bad.json");
        File.WriteAllBytes(_folder["pixel-art/bad.json"], [.. "{\"Wid"u8, 0xc3, 0x28, .. "th\": 8}"u8]);
        Assert.Contains("cannot be read: ", Load().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_operation_refuses_null_for_every_option()
    {
        foreach (var operation in OperationCatalog.WithPresets)
        {
            foreach (var option in operation.OptionsType.GetProperties().Where(p => p.CanWrite))
            {
                _folder.File($"{operation.Name}/bad.json", $"{{\"{option.Name}\":null}}");
                try
                {
                    new UserPresets(_folder.Path).Load(operation, "bad");
                }
                catch (StylizeException failure)
                {
                    Assert.Equal(StylizeError.OptionInvalid, failure.Error);
                }
            }
        }
    }

    [SkippableFact]
    public void A_link_to_a_device_is_not_read()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs /dev.");
        Directory.CreateDirectory(_folder["pixel-art"]);
        File.CreateSymbolicLink(_folder["pixel-art/bad.json"], "/dev/zero");
        Assert.Contains("is a device", Load().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_far_too_large_is_not_read()
    {
        Directory.CreateDirectory(_folder["pixel-art"]);
        using (var file = File.Create(_folder["pixel-art/bad.json"]))
        {
            file.SetLength(1L << 33);
        }

        Assert.Contains("has 8,589,934,592 bytes", Load().Message, StringComparison.Ordinal);
    }

    private StylizeException Load()
    {
        var failure = Assert.Throws<StylizeException>(() => new UserPresets(_folder.Path).Load(OperationCatalog.Find("pixel-art"), "bad"));
        Assert.Equal(StylizeError.OptionInvalid, failure.Error);
        return failure;
    }
}
