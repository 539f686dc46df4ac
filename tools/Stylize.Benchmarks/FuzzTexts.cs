using Stylize.Codecs;
using Stylize.Engine.Catalog;
using Stylize.Engine.Drawings;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt;
using Stylize.Engine.PixelArt.Sheets;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Export;
using Stylize.Engine.Segmentation.Interest;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Benchmarks;

/// <summary>
/// Readers of text that people write: palettes, pens, machines, names, plate maps, presets and lists. What a reader
/// accepts must be in its range and must be read again from what the writer of the format writes.
/// </summary>
internal static class FuzzTexts
{
    public static IEnumerable<FuzzTarget> All(FuzzFolder folder) =>
        Palettes(folder).Concat(Plotters(folder)).Concat(Names()).Concat(Tables(folder)).Concat(Presets(folder));

    private static IEnumerable<FuzzTarget> Palettes(FuzzFolder folder)
    {
        var palette = new Palette(
            "fuzz", [new(29, 43, 83), new(255, 0, 77), new(255, 236, 39)], [new("310", "Black"), null, new(null, "c")]);
        (string Extension, string[] Samples)[] formats =
        [
            (".gpl",
            [
                Written(".gpl"),
                "GIMP Palette\nName: a\nColumns: 3\n# note\n 29  43  83\tdark blue\n255 0 77 Untitled\n255 236 39 "
                + "#ffec27\n",
                "GIMP Palette\r\n0 0 0\r\n\r\n255 255 255 white 12\r\n", "#000000\n#ffffff\n",
            ]),
            (".hex", [Written(".hex"), "; note\n#1D2B53\n#FF004D red\n#fff\n11223344\n",
                "# note\n29 43 83\n255,0,77,red\n0\t0\t0\tx y\n"]),
            (".pal",
            [
                Written(".pal"), "JASC-PAL\r\n0100\r\n3\r\n29 43 83\r\n255 0 77 255\r\n255 236 39\r\n\r\n",
                "JASC-PAL\n0100\n1\n0 0 0\n",
            ]),
            (".csv",
            [
                "310,Black,0,0,0\n321,\"Red, \"\"Xmas\"\"\",199,43,59\n666,Bright Red,227,29,66\n",
                "Floss#,Description,R,G,B,RGB code\r\n310,Black,0,0,0,000000\r\n666,Bright Red,227,29,66,e31d42\r\n",
                "\uFEFFName;Code;Hex\nBlack;310;#000000\n\n# note\nRed;321;#C72B3B\n",
                "310\tBlack\t#000000\n321\tRed\t#c72b3b\n",
                "DMC,Name,Color,Hex\n310,Black,Black,#000000\n", "#ff004d\n#1d2b53\n", "r,g,b\n1,2,3\n",
                "B01,White,\"\"\"\",250,251,252,210.00,0.25,0.98,98.62,-0.08,-0.65,who\n",
                "Blue;Green;Red;Name;Code\n83;43;29;Navy;N1\n",
            ]),
            (".json",
            [
                """[{"code":"310","name":"Black","hex":"#000000"},{"code":"321","name":"Red","hex":"c72b3b"}]""",
                """{"name":"beads","colors":[{"ref":"B01","rgb":{"r":1,"g":2,"b":3}},{"ref":"B02","rgb":[4,5,6],"lab":null}]}""",
                "{\"310\":{\"name\":\"Black\",\"r\":0,\"g\":0,\"b\":0},\n\"321\":\"#c72b3b\", // "
                + "note\n\"322\":[1,2,3],}",
                """[["310","Black",0,0,0],["321","R\u00e9d",199,43,59],"#fff1e8"]""", """{"a":{"b":[[1,2,3]]}}""",
            ]),
        ];
        foreach (var (extension, samples) in formats)
        {
            yield return Text("palette" + extension, samples, bytes =>
            {
                var path = folder.Put("palette" + extension, bytes);
                var read = PaletteFile.Read(path, ImageCodecs.Default);
                RequirePalette(read, path);
                foreach (var format in new[] { ".gpl", ".hex", ".pal" })
                {
                    using var again = new MemoryStream();
                    PaletteFile.Write(read, format, again);
                    var copy = PaletteFile.Read(folder.Put("again" + format, again.ToArray()), ImageCodecs.Default);
                    Require(copy.Colors.SequenceEqual(read.Colors), "the written palette has the same colors");
                }

                return true;
            });
        }

        string Written(string extension)
        {
            using var text = new MemoryStream();
            PaletteFile.Write(palette, extension, text);
            return Encoding.UTF8.GetString(text.ToArray());
        }
    }

    /// <summary>Compares a palette with a slow reader of the numbers of the two formats that have a
    /// signature.</summary>
    private static void RequirePalette(Palette read, string path)
    {
        Require(read.Colors.Count is > 0 and <= Palette.MaxColors, "the number of colors is in its range");
        Require(read.Colors.Distinct().Count() == read.Colors.Count && read.Colors.All(c => c.A == 255),
            "colors are different and opaque");
        Require(read.Labels is null || read.Labels.Count == read.Colors.Count, "every color has a place for its label");
        string[] lines = [.. File.ReadLines(path).Select(line => line.Trim('\uFEFF', ' ', '\t'))];
        var isGimp = lines[0] == "GIMP Palette";
        if (Path.GetExtension(path) is ".csv" or ".json" || !(isGimp || lines[0] == "JASC-PAL")) return;

        string[] rows =
        [
            .. lines.Skip(isGimp ? 1 : 3).Where(line => line.Length > 0 && line[0] != '#')
                .Where(line => !isGimp || !(line.StartsWith("Name:", StringComparison.Ordinal)
                    || line.StartsWith("Columns:", StringComparison.Ordinal))),
        ];
        Rgba32[] colors =
        [
            .. rows.Select(row => row.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Select(words =>
                new Rgba32(Component(words[0]), Component(words[1]), Component(words[2]))),
        ];
        Require(colors.Distinct().SequenceEqual(read.Colors), "the colors are the numbers of the lines");
        Require(isGimp || int.Parse(lines[2], CultureInfo.InvariantCulture) == rows.Length,
            "the header states the number of colors");

        static byte Component(string word) => byte.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<FuzzTarget> Plotters(FuzzFolder folder)
    {
        yield return Text(
            "pens", ["// set\n0.3mm,black\n0.5,#c00,Red gel\n",
                "1cm,navy\r\n0.02in,fff,White, wide\r\n2pt,#102030\r\n"],
            bytes =>
            {
                var pens = PenSets.Read([folder.Put("pens.txt", bytes)], new FuzzInputs(folder.FullName));
                Require(pens.Count > 0, "there is a pen");
                foreach (var pen in pens)
                {
                    Require(pen.Width is >= Pen.MinWidth and <= Pen.MaxWidth && pen.Color.A == 255,
                        $"{pen} is in its range");
                    Require(
                        Pen.TryParse(pen.ToString(), null, out var again) && again.Color == pen.Color
                            && again.Name == pen.Name
                            && Math.Abs(again.Width - pen.Width) <= 0.00005001, $"{pen} is read again");
                }

                return true;
            });
        string[] machines =
        [
            "# mine\nbased-on = marlin-z\nstart = G21\nstart = G90\nend = M2\ndraw-feed = 1500\ntravel-feed = 6e3\n",
            "pen-up = G0 Z5 F{travel-feed}\npen-down = G1 Z0 F{draw-feed}\npen-change = M0 ; {pen} {label}\nend = G0 "
            + "X{width} Y{height}\n",
            "origin = top-left\r\ny-axis = down\r\narcs = no\r\npen-change =\r\n",
        ];
        yield return Text("machine", machines, bytes =>
        {
            var machine = MachineFile.Read(folder.Put("machine.txt", bytes));
            Require(machine.DrawFeed is > 0 and <= 1e6 && machine.TravelFeed is > 0 and <= 1e6,
                "feed rates are in their range");
            Require(Enum.IsDefined(machine.Origin), "the origin is known");
            string[] commands = [.. machine.Start, .. machine.End, .. machine.PenUp, .. machine.PenDown,
                .. machine.PenChange];
            foreach (var command in commands)
            {
                Require(command.Length > 0 && !command.Any(c => char.IsControl(c) && c != '\t'),
                    $"'{command}' is one line");
                var parts = command.Split('{');
                Require(!parts[0].Contains('}') && parts.Skip(1).All(part => Machine.Fields.Any(field =>
                    part.StartsWith(field[1..], StringComparison.Ordinal)
                        && !part[(field.Length - 1)..].Contains('}'))),
                    $"'{command}' has only known fields");
            }

            return true;
        });
    }

    private static IEnumerable<FuzzTarget> Names()
    {
        const string Tile = "/plates/PLATE1_E4_T1_3_DAPI_more-of-it_0123456789.tif";
        string[] patterns =
        [
            NamePattern.Default, @"^(?<well>[A-H]\d+)-(?<tile>\d+)$", "Incucyte", "Opera",
            @"^(?<experiment>.+?)_(?<row>[A-Z])(?<column>\d)_T(?<timepoint>\d)_(?<plane>\d)_(?<channel>\w+?)_.*"
                + @"(?<days>\d)(?<hours>\d)(?<minutes>\d)$",
        ];
        yield return Text(
            "name-pattern", patterns,
            bytes => new NamePattern(Encoding.UTF8.GetString(bytes)).Match(Tile) is { } tile && IsTile(tile));
        string[] names =
        [
            .. NamePresets.All.Select(preset => preset.Example), "TimePoint_4/ZStep_2/P_AB12_w1.tif",
            "VID12_Phase_A1_1_2024y05m06d_07h08m.tif", "PLATE1_E4_T0_3_DAPI_z2.tif",
        ];
        NamePattern[] all =
            [.. NamePresets.All.Select(preset => new NamePattern(preset.Name)),
                new(@"r(?<row>\d+)c(?<column>\d+)f(?<days>\d+)")];
        yield return Text("name", names, bytes =>
        {
            var path = "/plates/" + Encoding.UTF8.GetString(bytes);
            TileFile[] tiles = [.. all.Select(pattern => pattern.Match(path)).OfType<TileFile>()];
            return tiles.Length > 0 && tiles.All(IsTile);
        });

        static bool IsTile(TileFile tile)
        {
            Require(tile.Timepoint >= 0 && tile.Tile >= 0 && tile.Plane is null or >= 0,
                $"{tile} has no negative numbers");
            Require(tile.Well.Length > 0 && tile.Channel.Length > 0 && tile.Experiment.Length > 0,
                $"{tile} has no empty names");
            Require(WellName.Parse(tile.Well) is null or ( > 0, > 0), $"{tile} has a row and a column");
            return true;
        }
    }

    private static IEnumerable<FuzzTarget> Tables(FuzzFolder folder)
    {
        string[] maps =
        [
            "well,dose,=1+1\nA1,\"1,5\",@x\nB02,3,\n",
            "Well;Compound;Dose\r\nA1;\"a \"\"b\"\"\nc\";1\r\n\r\nP24;d;2\r\n", "\uFEFFdose\twell\n1\ta1\n2\tAF48\n",
            "compound,1,2,3\nA,a,b,\nB,c,d,e\n\nPlate: P2\nDose (nM),1,2,3\nA,1,2,\nB,3,4,5\n",
            "Wells: 24\nPlates: 2\nPlate\tWell\tContent\n*\t*\tsample\n2\tA0[1-2]\tneg\n",
        ];
        yield return Text("plate-map", maps, bytes =>
        {
            var map = PlateMap.Read(folder.Put("map.csv", bytes));
            Require(map.Rows.All(row => row.Well.Length > 0 && row.Values.Length == map.Columns.Count
                && map.Find(row.Plate, row.Well).SequenceEqual(row.Values)), "every well has every value");
            var text = string.Join('\n',
                map.Rows.Select(row => Line([row.Well, .. row.Values])).Prepend(Line(["well", .. map.Columns])));
            var again = PlateMap.Read(folder.Put("again.csv", Encoding.UTF8.GetBytes(text)));
            Require(
                again.Columns.SequenceEqual(map.Columns) && again.Rows.Count == map.Rows.Count
                    && map.Rows.Zip(again.Rows).All(pair => pair.First.Well == pair.Second.Well
                        && pair.First.Values.SequenceEqual(pair.Second.Values)),
                    "the written table is read again");
            return true;
        });
        var square = new RegionOutline([[new Ring([(1, 1), (9, 1), (9, 9), (1, 9)])]]);
        var holed = new RegionOutline(
            [[new Ring([(1, 1), (9, 1), (9, 9), (1, 9)]), new Ring([(3, 3), (3, 5), (5, 5), (5, 3)])]]);
        using var zip = new MemoryStream();
        ImageJRoi.WriteZip(zip, [(1, square), (2, holed)], frame: 1);
        byte[][] regions =
        [
            ImageJRoi.Encode(square, "a", 1), ImageJRoi.Encode(holed, "b", 1), zip.ToArray(),
            Bytes(
                """{"features":[{"geometry":{"type":"Polygon","coordinates":[[[1,1],[9.5,1],[9,9]]]},"properties":{"name":"a"}}]}"""),
        ];
        yield return new FuzzTarget("roi", regions, bytes =>
        {
            var read = RoiReader.Read(folder.Put("regions.roi", bytes));
            Require(read.All(region => region.Name.Length > 0), "every region has a name");
            Require(read.SelectMany(region => region.Rings).All(ring => ring.Length > 2), "rings have an area");
            Require(read.All(region => region.Crossings(4.5).Count % 2 == 0),
                "a line leaves a region as often as it enters");
            return true;
        });
        foreach (var (name, isNul) in new[] { ("input-list", false), ("input-list-null", true) })
        {
            byte[][] lists = isNul ? [Bytes("a\0b c\n\0/d/é.png\0")]
                : [Bytes("a.png\n/b/c.png\r\n\nd e.png"), [0xff, 0xfe, 97, 0, 10, 0, 98, 0]];
            yield return new FuzzTarget(name, lists, bytes =>
            {
                string[] paths = [.. ListedPaths.Read(new MemoryStream(bytes), "list", isNul)];
                Require(
                    paths.All(
                        path => path.Length is > 0 and <= 65536 && !path.Contains('\0')
                            && (isNul || !path.Contains('\n'))),
                    "every path is one line");
                return paths.Length > 0;
            })
            {
                IsText = true,
            };
        }

        var layout =
            SheetLayout.ForFrames([[new SheetFrame((8, 8), new SheetBox(0, 0, 8, 8))]], null, 0, false, "sheet");
        var sheet = new SheetJson(
            layout, [new SheetFrame((8, 8), new SheetBox(0, 0, 8, 8))], [new SheetTag("walk", ".gif", 0, [100], [])],
            IsIndexed: false);
        var record = ProvenanceRecord.Create(
            PixelArtDefinition.Value.Name, 1,
            ProvenanceOptions.FromRecord(PixelArtOptions.Default with { Width = 20 }), "a.gif", new string('c', 64));
        byte[][] sheets = [.. Enum.GetValues<SheetData>().Select(form =>
        {
            using var text = new MemoryStream();
            sheet.Write(text, form, "sheet.png", record);
            return text.ToArray();
        })];
        yield return new FuzzTarget("sheet-json", sheets, bytes =>
        {
            var read = ProvenanceReader.Read(ImageSource.File(folder.Put("sheet.json", bytes)), ImageCodecs.Default);
            Require(read is null || read.Operation.Length > 0, "provenance names its operation");
            return read is not null;
        })
        {
            IsText = true,
        };
        var summary = new WellSummary(
            "P", "A1", 0, "DAPI", 4, [1.5],
            [new("DAPI", WellStatistic.Cells, 12), new("DAPI", "Area", 12, 30.25)], ["late"])
        {
            MinimumAreas = [8],
        };
        yield return Text("well-summary", [summary.ToJson()], bytes =>
            WellSummary.TryRead(folder.Put("summary.json", bytes)) is { } read && read.ToJson().Length > 0);

        static string Line(IEnumerable<string> fields) =>
            string.Join(',', fields.Select(f => $"\"{f.Replace("\"", "\"\"")}\""));
    }

    private static IEnumerable<FuzzTarget> Presets(FuzzFolder folder)
    {
        foreach (var operation in OperationCatalog.WithPresets)
        {
            var presets = new UserPresets(folder.FullName);
            List<IOperationOptions> options = [.. operation.Presets.Values];
            if (options[0] is PixelArtOptions pixelArt)
            {
                options.Add(
                    pixelArt with {
                        Palette = new("two", [new(0, 0, 0), new(255, 0, 0)], [new("310", "Black"), null]) });
            }

            byte[][] samples =
                [.. options.Select(one => File.ReadAllBytes(presets.Save(operation, "sample", one, force: true)))];
            yield return new FuzzTarget("preset-" + operation.Word, samples, bytes =>
            {
                folder.Put(Path.Combine(operation.Word, "fuzz.json"), bytes);
                var read = presets.Load(operation, "fuzz");
                var saved = File.ReadAllText(presets.Save(operation, "again", read, force: true));
                presets.Save(operation, "again", presets.Load(operation, "again"), force: true);
                Require(File.ReadAllText(Path.Combine(folder.FullName, operation.Word, "again.json")) == saved,
                    "a preset is read again");
                return true;
            })
            {
                IsText = true,
            };
        }
    }

    private static FuzzTarget Text(string name, string[] samples, Func<byte[], bool> read) =>
        new(name, [.. samples.Select(Bytes)], read) { IsText = true };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException("Does not hold: " + what);
    }
}

/// <summary>Opens the files of options in a folder.</summary>
internal sealed class FuzzInputs(string folder) : IOptionInputs
{
    public IImageCodec Codec => ImageCodecs.Default;

    public string FullPath(string path, string option) => Path.GetFullPath(path, folder);
}
