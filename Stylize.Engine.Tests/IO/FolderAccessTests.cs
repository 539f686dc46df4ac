namespace Stylize.Engine.Tests.IO;

/// <summary>Tests whether paths are below the allowed folders.</summary>
public sealed class FolderAccessTests : FolderTest
{
    private readonly FolderAccess _access;

    public FolderAccessTests()
    {
        Directory.CreateDirectory(_folder["root/sub"]);
        Directory.CreateDirectory(_folder["read"]);
        Directory.CreateDirectory(_folder["victim"]);
        _folder.File("victim/secret.txt", "secret");
        _access = new FolderAccess([_folder["root"]], [_folder["read"]]);
    }

    [Theory]
    [InlineData("root/a.png")]
    [InlineData("root/new/deep/a.png")]
    [InlineData("root/sub/../a.png")]
    [InlineData("root/./sub//a.png")]
    [InlineData("victim/../root/a.png")]
    public void Files_below_a_root_can_be_written_and_read(string path)
    {
        Assert.Equal(Path.GetFullPath(_folder[path]), _access.RequireWrite(_folder[path]));
        Assert.Equal(Path.GetFullPath(_folder[path]), _access.RequireRead(_folder[path]));
    }

    public static TheoryData<string> Paths =>
    [
        "root/../victim/a.png", "victim/a.png", "rootless/a.png", "root", "root/sub/..", "ROOT/a.png", "read/a.png",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Files_outside_the_roots_cannot_be_written(string path) =>
        Refused(() => _access.RequireWrite(_folder[path]));

    [Theory]
    [InlineData("a.png")]
    [InlineData("./root/a.png")]
    [InlineData("~/a.png")]
    [InlineData("")]
    [InlineData("/root\0/a.png")]
    [InlineData("file:///tmp/a.png")]
    public void Paths_that_are_not_full_paths_are_rejected(string path) => Refused(() => _access.RequireRead(path));

    [Fact]
    public void Read_roots_are_not_writable()
    {
        Assert.NotEmpty(_access.RequireRead(_folder["read/a.png"]));
        Refused(() => _access.RequireRead(_folder["victim/secret.txt"]));
        Assert.NotEmpty(_access.RequireFolder(_folder["root"]));
        Refused(() => _access.RequireFolder(_folder["read"]));
    }

    [Theory]
    [InlineData("root/link", "../victim", "root/link/a.png")]
    [InlineData("root/link", "../victim", "root/link/new/a.png")]
    [InlineData("root/sub/link", "../../victim", "root/sub/link/../a.png")]
    [InlineData("root/link", "/", "root/link/tmp/a.png")]
    [InlineData("root/a.png", "../victim/secret.txt", "root/a.png")]
    [InlineData("root/a.png", "../victim/not-yet.png", "root/a.png")]
    [InlineData("root/a.png", "a.png", "root/a.png")]
    public void Links_out_of_a_root_and_broken_links_are_followed(string link, string target, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right that few users have.");
        File.CreateSymbolicLink(_folder[link], target);

        // ".." is removed by name before links are followed, as .NET does when it opens a file.
        if (path.Contains("..", StringComparison.Ordinal))
        {
            Assert.Equal(_folder["root/sub/a.png"], _access.RequireWrite(_folder[path]));
        }
        else
        {
            Refused(() => _access.RequireWrite(_folder[path]));
            Refused(() => _access.RequireRead(_folder[path]));
        }
    }

    [Fact]
    public void A_root_can_be_a_link_and_be_reached_through_another_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right that few users have.");
        File.CreateSymbolicLink(_folder["mount"], _folder["root"]);
        File.CreateSymbolicLink(_folder["root/in"], "sub");
        var access = new FolderAccess([_folder["mount"]]);
        Assert.NotEmpty(access.RequireWrite(_folder["mount/a.png"]));
        Assert.NotEmpty(access.RequireWrite(_folder["root/a.png"]));
        Assert.NotEmpty(access.RequireWrite(_folder["mount/in/a.png"]));
        Refused(() => access.RequireWrite(_folder["mount/../victim/a.png"]));
    }

    [Fact]
    public void As_many_links_are_followed_as_Linux_follows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right that few users have.");
        var folder = ResolvedPath.Resolve(_folder["root"])!;
        for (var link = 1; link <= 41; link++)
        {
            File.CreateSymbolicLink(Path.Combine(folder, $"{link}"), link == 1 ? "sub" : $"{link - 1}");
        }

        Assert.Equal(Path.Combine(folder, "sub"), ResolvedPath.Resolve(Path.Combine(folder, "40")));
        Assert.Null(ResolvedPath.Resolve(Path.Combine(folder, "41")));
    }

    [Fact]
    public void Names_that_differ_in_case_are_equal_only_if_the_file_system_ignores_case()
    {
        var folder = _folder["root"];
        var other = folder[..^4] + "Root";
        Assert.Equal(Directory.Exists(other), ResolvedPath.IsBelow(Path.Combine(other, "a"), folder));
        Directory.CreateDirectory(other);
        Assert.Equal(
            Directory.GetDirectories(
                _folder.Path, "root", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
                .Length == 1, ResolvedPath.IsBelow(Path.Combine(other, "a"), folder));
    }

    [Fact]
    public void An_entered_restriction_applies_to_files_opened_on_other_threads()
    {
        var secret = _folder["victim/secret.txt"];
        using (_access.Enter())
        {
            Refused(() => InputFile.ReadAll(secret));
            Refused(() => AtomicFile.Write(_folder["victim/a.txt"], force: true, _ => { }));
            StylizeException? failure = null;
            var thread =
                new Thread(() => failure = Record.Exception(() => InputFile.ReadAll(secret)) as StylizeException);
            thread.Start();
            thread.Join();
            Assert.Equal(StylizeError.PathNotAllowed, failure?.Error);
            AtomicFile.Write(_folder["root/a.txt"], force: true, stream => stream.Write("a"u8));
            Assert.Equal("a"u8, InputFile.ReadAll(_folder["root/a.txt"]));
        }

        Assert.Equal("secret"u8, InputFile.ReadAll(secret));
        Assert.False(File.Exists(_folder["victim/a.txt"]));
    }

    [Theory]
    [InlineData(@"C:\data\a.png", true)]
    [InlineData("C:/data/a.png", true)]
    [InlineData(@"\\server\share\a.png", true)]
    [InlineData(@"\\?\C:\data\..\..\a.png", false)]
    [InlineData(@"\\.\pipe\x", false)]
    [InlineData("//?/C:/a.png", false)]
    [InlineData(@"C:\data\a.png:stream", false)]
    [InlineData("C:a.png", false)]
    [InlineData(@"\data\a.png", false)]
    [InlineData(@"\\", false)]
    [InlineData("/data/a.png", false)]
    public void Windows_paths_must_not_name_devices_or_streams(string path, bool expected) =>
        Assert.Equal(expected, FolderAccess.IsPlainWindowsPath(path));

    private static void Refused(Action action) =>
        Fails.Of(StylizeError.PathNotAllowed, action);
}
