using Stylize.Engine.Catalog;

namespace Stylize.Engine.Tests.Saved;

/// <summary>A change of a format comes with files of the format. Runs alone, because recording uses the presets of the
/// process.</summary>
[Collection(nameof(SavedPresetCommandTests))]
public sealed class SavedFormatTests
{
    [Fact]
    public void The_newest_folder_lists_the_formats_of_the_code()
    {
        var now = SavedFormats.Now();
        if (SavedFolder.IsWriting) SavedFolder.Write(now);

        var listed = SavedFolder.All[^1].Formats;
        string[] different =
            [.. listed.Except(now).Select(line => "- " + line), .. now.Except(listed).Select(line => "+ " + line)];
        Assert.True(SavedFolder.IsWriting || different.Length == 0, $"""
            Formats of saved files changed (-: in folder {SavedFolder.All[^1].Name} of Saved, +: now):
            {string.Join("\n", different)}
            Read Stylize.Engine.Tests/Saved/README.md, then run: {SavedFolder.Command}
            """);
    }

    [Fact]
    public void An_option_that_presets_could_set_exists_or_names_what_replaced_it()
    {
        foreach (var line in SavedFolder.All.SelectMany(folder => folder.Formats).Select(line => line.Split(' '))
            .Where(line => line[0] == "preset"))
        {
            var type = OperationCatalog.Find(line[1]).OptionsType;
            foreach (var part in line[2].Split('.'))
            {
                var property = type.GetProperty(part);
                Assert.True(property is not null || OptionSet.ForRecord(type).Former.Any(former => former.Name == part),
                    $"{type.Name} no longer has {part}: declare [FormerOption] with what replaced it.");
                if (property?.PropertyType.IsAssignableTo(typeof(IOptionRecord)) != true) break;

                type = property.PropertyType;
            }
        }
    }
}
