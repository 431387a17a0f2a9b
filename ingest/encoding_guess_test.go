package ingest

import (
	"errors"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// encoded returns text in an encoding.
func encoded(t *testing.T, name, text string) string {
	t.Helper()
	out, err := lookup(name).NewEncoder().String(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// tables are tables as people have them in each language, with the encodings that
// such files come in.
var tables = []struct{ language, text, encodings string }{
	{"French", "nom,ville,état\nÉlodie Lefèvre,Orléans,payé\nFrançois Noël,Évry,à payer\nHélène Bœuf,Besançon,reçu\n", "windows-1252 iso-8859-15 macintosh"},
	{"German", "Name,Straße,Größe\nJürgen Müller,Königsallee,groß\nBärbel Schön,Fürther Straße,übergroß\n", "windows-1252 ibm850 macintosh"},
	{"Polish", "imię,miasto,ulica\nŁukasz Wójcik,Łódź,Świętokrzyska\nMałgorzata Żak,Gdańsk,Długa\nPaweł Gołąb,Kraków,Częstochowska\n", "windows-1250 iso-8859-2 ibm852"},
	{"Czech", "jméno,město,ulice\nJiří Dvořák,Plzeň,Náměstí míru\nTomáš Novák,Třebíč,Žižkova\nŠárka Kučerová,Děčín,Příční\n", "windows-1250 iso-8859-2"},
	{"Turkish", "isim,şehir,açıklama\nAyşe Yılmaz,İstanbul,ödendi\nGökçe Şahin,Muğla,gönderildi\nİbrahim Çağlar,Eskişehir,kargoda değil\n", "windows-1254 iso-8859-9"},
	{"Russian", "имя,город,адрес\nИван Петров,Москва,улица Ленина\nМария Смирнова,Екатеринбург,проспект Мира\n", "windows-1251 koi8-r iso-8859-5 ibm866"},
	{"Russian in capitals", "ИМЯ,ГОРОД\nИВАН ПЕТРОВ,МОСКВА\nМАРИЯ СМИРНОВА,ЕКАТЕРИНБУРГ\nОЛЕГ ИВАНОВ,САНКТ-ПЕТЕРБУРГ\n", "windows-1251 koi8-r"},
	{"Greek", "όνομα,πόλη\nΓιώργος Παπαδόπουλος,Αθήνα\nΜαρία Νικολάου,Θεσσαλονίκη\n", "windows-1253"},
	{"Hebrew", "שם,עיר\nדוד לוי,תל אביב\nשרה כהן,ירושלים\n", "windows-1255"},
	{"Arabic", "الاسم,المدينة\nمحمد علي,القاهرة\nفاطمة حسن,بيروت\n", "windows-1256 iso-8859-6"},
	{"Thai", "ชื่อ,เมือง\nสมชาย ใจดี,กรุงเทพมหานคร\nสมหญิง รักไทย,เชียงใหม่\n", "windows-874"},
	{"Japanese", "名前,住所,備考\n山田太郎,東京都千代田区,お支払い済み\n鈴木花子,大阪府大阪市,キャンセルされました\n", "shift_jis euc-jp"},
	{"Korean", "이름,주소,비고\n김철수,서울특별시 강남구,결제 완료\n이영희,부산광역시 해운대구,배송 중입니다\n", "euc-kr"},
	{"Chinese", "姓名,城市,地址\n张伟,北京,朝阳区建国路八十八号\n王芳,上海,浦东新区世纪大道一百号\n李强,重庆,渝中区解放碑\n", "gb18030 gbk"},
	{"Taiwanese", "姓名,城市,地址\n陳大文,臺北市,中正區重慶南路一段\n林美玲,高雄市,苓雅區四維三路\n", "big5"},
}

// TestReadings wants the right encoding first among the plausible ones, or that
// which reads the same; none of them is loaded unseen but Windows-1252.
func TestReadings(t *testing.T) {
	t.Parallel()
	for _, c := range tables {
		for name := range strings.FieldsSeq(c.encodings) {
			content := encoded(t, name, c.text)
			p, err := MakePreview([]byte(content), true, "f.csv", Options{})
			if err != nil {
				t.Errorf("%s in %s: %v", c.language, name, err)
				continue
			}
			if len(p.Encodings) == 0 {
				t.Errorf("%s in %s: no encodings, found %q", c.language, name, p.Dialect.Encoding)
				continue
			}
			first := p.Encodings[0]
			if !strings.Contains(c.text, first.Sample) {
				t.Errorf("%s in %s: first is %s", c.language, name, p.Encodings)
			}
			if sure := first.Name == encodingWindows1252; sure != (p.Undecided == "") || sure != (len(p.Columns) > 0) || sure != (len(p.Warnings) > 0) {
				t.Errorf("%s in %s: undecided %q, %d columns", c.language, name, p.Undecided, len(p.Columns))
			}
			_, _, err = stage(t, content, Options{}, anyPlatform)
			if p.Undecided == "" && err != nil || p.Undecided != "" && (writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error()+hintOf(err), first.Name)) {
				t.Errorf("%s in %s: staged with %v", c.language, name, err)
			}
			if _, data, err := stage(t, content, Options{Encoding: name}, anyPlatform); err != nil || !strings.Contains(data, strings.SplitN(c.text, "\n", 3)[1]) {
				t.Errorf("%s in %s, chosen: %q %v", c.language, name, data, err)
			}
		}
	}
}

func hintOf(err error) string {
	var e *writ.Error
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}
