namespace Stylize.Engine.Tests.Catalog;

/// <summary>Damaged preset files, and devices instead of files.</summary>
public sealed class DamagedPresetTests : FolderTest
{
    [Theory]
    [InlineData("null", "not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\n\"Width\": }", "line 2 is not valid JSON")]
    [InlineData("{\"LockedColors\":[null]}", "the value of LockedColors[0] is invalid")]
    [InlineData("{\"Width\":\"wide\"}", "the value of Width is invalid")]
    [InlineData("{\"Breadth\":3}", "unknown option 'Breadth'")]
    [InlineData("{\"Colors\":900}", "Colors is 900")]
    [InlineData("", "line 1 is not valid JSON")]
    [InlineData("{\"Width\":8", "line 1 is not valid JSON")]
    [InlineData("\u0089PNG\u001a\0\0", "line 1 is not valid JSON")]
    [InlineData("{\"Palette\":{\"Colors\":[]}}", "no name or no colors")]
    [InlineData("{\"Palette\":{\"Name\":\"a\"}}", "no name or no colors")]
    public void A_damaged_preset_is_reported_without_terms_of_the_library(string content, string why)
    {
        _folder.File("pixel-art/bad.json", content);
        var failure = Load();
        Assert.Contains($"'{_folder["pixel-art/bad.json"]}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Stylize.Engine", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_refused()
    {
        _folder.File("pixel-art/bad.json");
        File.WriteAllBytes(_folder["pixel-art/bad.json"], [.. "{\"Wid"u8, 0xc3, 0x28, .. "th\": 8}"u8]);
        Load();
    }

    [Fact]
    public void Every_operation_ignores_null_for_every_option_also_for_an_unknown_one()
    {
        foreach (var operation in OperationCatalog.WithPresets)
        {
            foreach (var option in operation.OptionsType.GetProperties().Where(p => p.CanWrite))
            {
                _folder.File($"{operation.Word}/null.json", $"{{\"{option.Name}\":null,\"Other\":null}}");
                Assert.Empty(OptionSet.ForRecord(operation.OptionsType).Differences(
                    new UserPresets(_folder.Path).Load(operation, "null"), operation.Presets["Default"]));
            }
        }
    }

    [Fact]
    public void A_link_to_a_device_is_not_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs /dev.");
        Directory.CreateDirectory(_folder["pixel-art"]);
        File.CreateSymbolicLink(_folder["pixel-art/bad.json"], "/dev/zero");
        Assert.Contains("device", Load().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_file_is_not_read()
    {
        Directory.CreateDirectory(_folder["pixel-art"]);
        using (var file = File.Create(_folder["pixel-art/bad.json"]))
        {
            file.SetLength(1L << 33);
        }

        Assert.Contains("8,589,934,592", Load().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_a_broken_link_and_a_file_without_permission_are_named_and_other_presets_work()
    {
        var presets = new UserPresets(_folder.Path);
        var operation = OperationCatalog.Find("pixel-art");
        presets.Save(operation, "good", operation.Presets["Fast"], force: false);
        Directory.CreateDirectory(_folder["pixel-art/bad.json"]);
        Assert.Contains("is a folder", Load().Message, StringComparison.Ordinal);
        Assert.Equal(["bad", "good"], presets.Names(operation));
        Fails.At(StylizeError.TargetUnwritable, _folder["pixel-art/bad.json"], () => presets.Remove(operation, "bad"));
        Directory.Delete(_folder["pixel-art/bad.json"]);
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_folder["pixel-art/bad.json"], _folder["gone"]);
            Assert.Contains("which does not exist", Load().Message, StringComparison.Ordinal);
            presets.Remove(operation, "bad");
            File.WriteAllText(_folder["pixel-art/bad.json"], "{}");
            File.SetUnixFileMode(_folder["pixel-art/bad.json"], UnixFileMode.None);
            if (Environment.UserName != "root")
            {
                Assert.Contains("permission denied", Load().Message, StringComparison.Ordinal);
            }
        }

        Assert.NotNull(presets.Load(operation, "good"));
        Assert.NotNull(presets.Load(operation, "Fast"));
    }

    private StylizeException Load() => Fails.Of(
        StylizeError.OptionInvalid,
        () => new UserPresets(_folder.Path).Load(OperationCatalog.Find("pixel-art"), "bad"));
}
