namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Palettes of classic consoles, computers and pixel artists, with colors as commonly measured or
/// published.</summary>
public static class NamedPalettes
{
    private static readonly Dictionary<string, Palette> ByName = Make(
        ("1bit", "000000 ffffff"),
        ("gameboy", "0f380f 306230 8bac0f 9bbc0f"),
        ("gameboy-pocket", "1f1f1f 4d533c 8b956d c4cfa1"),
        ("cga",
            "000000 0000aa 00aa00 00aaaa aa0000 aa00aa aa5500 aaaaaa 555555 5555ff 55ff55 55ffff ff5555 ff55ff ffff55 "
            + "ffffff"),
        ("cga-cyan-magenta", "000000 55ffff ff55ff ffffff"),
        ("cga-green-red", "000000 55ff55 ff5555 ffff55"),
        ("ega", Levels(0x00, 0x55, 0xaa, 0xff)),
        ("zx-spectrum",
            "000000 0000d7 d70000 d700d7 00d700 00d7d7 d7d700 d7d7d7 0000ff ff0000 ff00ff 00ff00 00ffff ffff00 ffffff"),
        ("amstrad-cpc", Levels(0x00, 0x80, 0xff)),
        ("msx",
            "000000 3eb849 74d07d 5955e0 8076f1 b95e51 65dbef db6559 ff897d ccc35e ded087 3aa241 b766b5 cccccc ffffff"),
        ("c64",
            "000000 ffffff 880000 aaffee cc44cc 00cc55 0000aa eeee77 dd8855 664400 ff7777 333333 777777 aaff66 0088ff "
            + "bbbbbb"),
        ("vic-20",
            "000000 ffffff a8734a e9b287 772d26 b66862 85d4dc c5ffff a85fb4 e99df5 559e4a 92df87 42348b 7e70ca bdcc71 "
            + "ffffb0"),
        ("apple-ii",
            "000000 722640 40337f e434fe 0e5940 808080 1b9afe bfb3ff 404c00 e46501 f1a6bf 1bcb01 bfcc80 8dd9bf ffffff"),
        ("macintosh",
            "ffffff fcf400 ff6400 dd0202 f00285 4600a5 0000d5 00aee9 1ab90c 006407 572800 917035 c1c1c1 818181 3e3e3e "
            + "000000"),
        ("windows",
            "000000 800000 008000 808000 000080 800080 008080 c0c0c0 808080 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff "
            + "ffffff"),
        ("nes",
            "7c7c7c 0000fc 0000bc 4428bc 940084 a80020 a81000 881400 503000 007800 006800 005800 004058 000000 bcbcbc "
            + "0078f8 0058f8 6844fc d800cc e40058 f83800 e45c10 ac7c00 00b800 00a800 00a844 008888 f8f8f8 3cbcfc "
            + "6888fc 9878f8 f878f8 f85898 f87858 fca044 f8b800 b8f818 58d854 58f898 00e8d8 787878 fcfcfc a4e4fc "
            + "b8b8f8 d8b8f8 f8b8f8 f8a4c0 f0d0b0 fce0a8 f8d878 d8f878 b8f8b8 b8f8d8 00fcfc f8d8f8"),
        ("master-system", Levels(0x00, 0x55, 0xaa, 0xff)),
        ("eink-bwr", "000000 ffffff ff0000"),
        ("eink-6", "000000=0 ffffff=1 ffff00=2 ff0000=3 0000ff=5 00ff00=6"),
        ("eink-6-measured", "000000=0 a1a4a5=1 d0be47=2 9c484b=3 3d3b5e=5 3a5b46=6"),
        ("eink-7", "000000 ffffff 00ff00 0000ff ff0000 ffff00 ff8c00"),
        ("eink-7-measured", "393039 ffffff 3a5b46 3d3b5e 9c484b d0be47 b16a49"),
        ("teletext", "000000 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff ffffff"),
        ("pico-8",
            "000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 ff004d ffa300 ffec27 00e436 29adff 83769c ff77a8 "
            + "ffccaa"),
        ("sweetie-16",
            "1a1c2c 5d275d b13e53 ef7d57 ffcd75 a7f070 38b764 257179 29366f 3b5dc9 41a6f6 73eff7 f4f4f4 94b0c2 566c86 "
            + "333c57"),
        ("db16",
            "140c1c 442434 30346d 4e4a4e 854c30 346524 d04648 757161 597dce d27d2c 8595a1 6daa2c d2aa99 6dc2ca dad45e "
            + "deeed6"),
        ("db32",
            "000000 222034 45283c 663931 8f563b df7126 d9a066 eec39a fbf236 99e550 6abe30 37946e 4b692f 524b24 323c39 "
            + "3f3f74 306082 5b6ee1 639bff 5fcde4 cbdbfc ffffff 9badb7 847e87 696a6a 595652 76428a ac3232 d95763 "
            + "d77bba 8f974a 8a6f30"));

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Returns a palette by name, case-insensitively, or null.</summary>
    public static Palette? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Returns a palette by name, case-insensitively.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the name is unknown.</exception>
    public static Palette Get(string name) =>
        Find(name) ?? throw StylizeException.NoSuch("name", "palette", name, Names);

    private static Dictionary<string, Palette> Make(params (string Name, string Colors)[] palettes) =>
        palettes.ToDictionary(
            p => p.Name, p => Make(p.Name, p.Colors.Split(' ')), StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a palette of words such as "0000ff", or "0000ff=5" for a color that a display's controller
    /// knows as 5.</summary>
    private static Palette Make(string name, string[] words) => new(
        name, [.. words.Select(word => Parse(word.Split('=')[0]))],
        [.. words.Select(word => PaletteLabel.Create(word.Split('=').ElementAtOrDefault(1), null))]);

    private static Rgba32 Parse(string word) =>
        HexColor.TryParse(word, out var color) ? color : throw new FormatException(word);

    private static string Levels(params int[] levels) =>
        string.Join(' ', from r in levels from g in levels from b in levels select $"{r:x2}{g:x2}{b:x2}");
}
