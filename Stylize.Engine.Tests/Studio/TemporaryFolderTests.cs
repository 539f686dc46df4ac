using TemporaryFolder = Stylize.Studio.Session.TemporaryFolder;

namespace Stylize.Engine.Tests.Studio;

public sealed class TemporaryFolderTests : CliTest
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public void Folders_that_killed_studios_left_are_deleted()
    {
        var stale = Folder("stylize-studio-stale");
        File.WriteAllText(Path.Combine(stale, "lock"), "");
        Directory.CreateDirectory(Path.Combine(stale, "1"));
        File.WriteAllText(Path.Combine(stale, "1", "result.png"), "x");
        TemporaryFolder.DeleteStale(_folder.Path);
        Assert.False(Directory.Exists(stale));
    }

    [Fact]
    public void Other_folders_are_kept()
    {
        var other = Folder("other");
        File.WriteAllText(Path.Combine(other, "lock"), "");
        Directory.CreateSymbolicLink(_folder["stylize-studio-link"], other);
        var fresh = Folder("stylize-studio-fresh");
        var live = Folder("stylize-studio-live");
        using var owner =
            new FileStream(Path.Combine(live, "lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        TemporaryFolder.DeleteStale(_folder.Path);
        Assert.All([other, fresh, live], folder => Assert.True(Directory.Exists(folder), folder));
        Assert.True(File.Exists(Path.Combine(other, "lock")));
        if (!OperatingSystem.IsWindows())
        {
            owner.Dispose();
            File.SetUnixFileMode(live, Private | UnixFileMode.OtherRead);
            TemporaryFolder.DeleteStale(_folder.Path);
            Assert.True(Directory.Exists(live));
        }

        TemporaryFolder.DeleteStale(_folder["missing"]);
    }

    [Fact]
    public void A_folder_is_kept_until_its_studio_ends()
    {
        using var folder = new TemporaryFolder();
        TemporaryFolder.DeleteStale(Path.GetDirectoryName(folder.Path)!);
        Assert.True(Directory.Exists(folder.Path));
        folder.Dispose();
        Assert.False(Directory.Exists(folder.Path));
    }

    private string Folder(string name)
    {
        var folder = Directory.CreateDirectory(_folder[name]);
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = Private;
        }

        return folder.FullName;
    }
}
